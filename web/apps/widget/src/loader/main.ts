/** Entry of loader.js: one widget per page, started as soon as there is a body to put it into. */
import { readOptions } from './options';
import { startWidget } from './widget';

const options = readOptions(document);
const marked = window as { skeinStarted?: boolean };

if (options === null) {
  console.warn('skein: the script tag needs data-site');
} else if (!marked.skeinStarted) {
  marked.skeinStarted = true;
  if (document.body) startWidget(options);
  else document.addEventListener('DOMContentLoaded', () => startWidget(options), { once: true });
}
