/** A page that React draws on a server and hydrates as a whole, with a difference that makes it throw all away and draw anew. */
import { createElement, type ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { build } from 'vite';

const ENTRY = '\0page';

/** As the code of such a page; `words` differ between server and browser. */
const drawPage = (create: typeof createElement, words: string, loader: string): ReactElement =>
  create(
    'html',
    { lang: 'en' },
    create(
      'head',
      null,
      create('title', null, 'React'),
      create('link', { rel: 'icon', href: 'data:,' }),
      create('script', { src: loader, async: true, 'data-site': 'demo' }),
      create('script', { src: '/react.js', async: true }),
    ),
    create('body', null, create('main', null, create('p', null, words))),
  );

export async function reactPage(loader: string): Promise<{ html: string; script: string }> {
  const html = `<!doctype html>${renderToString(drawPage(createElement, 'Drawn by the server', loader))}`;
  const source = `
    import { createElement } from 'react';
    import { hydrateRoot } from 'react-dom/client';
    const drawPage = ${drawPage.toString()};
    window.hydrate = () => hydrateRoot(document, drawPage(createElement, 'Drawn by the browser', ${JSON.stringify(loader)}));
  `;
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    root: import.meta.dirname,
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      { name: 'page', resolveId: (id) => (id === 'page' ? ENTRY : null), load: (id) => (id === ENTRY ? source : null) },
    ],
    build: { write: false, rolldownOptions: { input: 'page', output: { format: 'iife' } } },
  });
  const [{ output }] = (Array.isArray(built) ? built : [built]) as [{ output: { type: string; code?: string }[] }];
  return { html, script: output.find(({ type }) => type === 'chunk')?.code ?? '' };
}
