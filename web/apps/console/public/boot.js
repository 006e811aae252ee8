// Sets theme and language before the first paint, so that nothing flashes. Blocking on purpose, and a file because the policy allows no inline script.
(() => {
  var root = document.documentElement;
  var stored = {};
  try {
    stored = JSON.parse(localStorage.getItem('skein.console.preferences') || '{}') || {};
  } catch (_error) {
    stored = {};
  }
  var dark =
    stored.theme === 'dark' || (stored.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'dark' : 'light';
  root.lang = stored.locale || (/^zh\b/i.test(navigator.language) ? 'zh-CN' : 'en');
})();
