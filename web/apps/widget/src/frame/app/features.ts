/** All features of the frame, in the order in which their parts stand in one place. Adding a feature is a line here. */
import { attention } from '../features/attention/manifest';
import { connection } from '../features/connection/manifest';
import { ending } from '../features/ending/manifest';
import { home } from '../features/home/manifest';
import { product } from '../features/product/manifest';
import { queue } from '../features/queue/manifest';
import { rating } from '../features/rating/manifest';
import { size } from '../features/size/manifest';
import { talk } from '../features/talk/manifest';
import { trouble } from '../features/trouble/manifest';
import type { Feature } from '../kit/feature';

export const FEATURES: readonly Feature[] = [
  home,
  product,
  talk,
  connection,
  trouble,
  queue,
  rating,
  ending,
  size,
  attention,
];
