/** Entry of the plain-script bundle: everything a page without a bundler needs, under `window.Skein`. */
export * from './index';
export * from './markdown/index';
export * from './storage/index';
