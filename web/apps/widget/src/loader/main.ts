/** Entry of loader.js: one widget per page. */
import { readOptions } from './options';
import { startWidget } from './widget';

const options = readOptions(document);
const marked = window as { skeinStarted?: boolean };

if (options === null) {
  console.warn('skein: data-site is missing');
} else if (!marked.skeinStarted) {
  marked.skeinStarted = true;
  startWidget(options);
}
