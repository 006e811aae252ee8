/** Entry of loader.js: one widget per page. */
import { readOptions } from './options';
import { startWidget } from './widget';

/** Of the panel.js that was built with this loader: an older one may be in a cache. */
declare const PANEL_VERSION: string;

const marked = window as { skeinStarted?: boolean };

// Twice on a page: the first one stays.
if (marked.skeinStarted !== true) {
  const options = readOptions(document);
  if (options) {
    marked.skeinStarted = true;
    // Browsers remember that an address failed, so the next try has another one.
    startWidget(
      options,
      (retry) => import(/* @vite-ignore */ `${options.origin}/widget/panel.js?${PANEL_VERSION}.${retry}`),
    );
  }
}
