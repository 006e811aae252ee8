/** What the visitor looks at on the page. */
import type { Feature } from '../../kit/feature';
import { About, Viewing } from './viewing';

export const product: Feature = { front: Viewing, composer: About };
