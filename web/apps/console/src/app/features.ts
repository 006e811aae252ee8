/**
 * All features of the console, in the order in which they stand in the rail; the first page of all that somebody may see
 * is where they begin. Adding a feature is a line here.
 */

import type { deskTexts } from '../desk/texts/texts.ts';
import { access } from '../features/access/manifest.ts';
import { preferences } from '../features/preferences/manifest.ts';
import { workbench } from '../features/workbench/manifest.ts';
import type { Clashes, Texts } from '../i18n/texts.ts';
import type { kitTexts } from '../kit/texts/texts.ts';
import type { Feature } from '../seam/feature.ts';
import type { appTexts } from './texts/texts.ts';

/** The texts of all rooms that are listed, so that no two give one key two meanings. */
type TextsOf<List extends readonly Feature[]> = { readonly [At in keyof List]: List[At]['texts'] };

type WithSharedTexts<List extends readonly Feature[]> =
  TextsOf<List> extends infer Own extends readonly Texts[]
    ? readonly [typeof kitTexts, typeof deskTexts, typeof appTexts, ...Own]
    : never;

/** A key of several rooms is a type error that names it. */
export function listFeatures<const List extends readonly Feature[]>(
  features: List &
    ([Clashes<WithSharedTexts<List>>] extends [never]
      ? unknown
      : { keysOfSeveralRooms: Clashes<WithSharedTexts<List>> }),
): readonly Feature[] {
  return features;
}

export const FEATURES = listFeatures([preferences, workbench, access]);
