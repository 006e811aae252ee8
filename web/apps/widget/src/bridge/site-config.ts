/** What a site looks like, as `GET /v1/widget/sites/{siteKey}/config` answers. */
import { record, text } from './validate';

export type IdentityMode = 'anonymous' | 'optional' | 'verified_only';

/** A text in the languages of the widget. */
export interface Wording {
  'zh-CN': string;
  en: string;
}

export interface SiteConfig {
  siteKey: string;
  name: string;
  identityMode: IdentityMode;
  accent: string | null;
  greeting: Wording;
  title: Wording;
}

function wording(value: unknown): Wording {
  const fields = record(value) ?? {};
  const chinese = text(fields['zh-CN'], 500) ?? '';
  const english = text(fields.en, 500) ?? '';
  return { 'zh-CN': chinese || english, en: english || chinese };
}

export function parseSiteConfig(value: unknown): SiteConfig | null {
  const fields = record(value);
  const siteKey = text(fields?.siteKey, 100);
  if (fields === null || siteKey === null) return null;
  const mode = fields.identityMode;
  const accent = text(fields.accent, 7);
  return {
    siteKey,
    name: text(fields.name, 200) ?? '',
    identityMode: mode === 'optional' || mode === 'verified_only' ? mode : 'anonymous',
    accent: accent !== null && /^#[0-9a-f]{6}$/i.test(accent) ? accent : null,
    greeting: wording(fields.greeting),
    title: wording(fields.title),
  };
}
