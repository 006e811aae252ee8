// Builds every subpath as one self-contained ES module, and the plain-script bundle `window.Skein`.
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = dirname(fileURLToPath(import.meta.url));
const MODULES = {
  index: 'src/index.ts',
  react: 'src/react/index.ts',
  storage: 'src/storage/index.ts',
  members: 'src/members/index.ts',
  markdown: 'src/markdown/index.ts',
  testing: 'src/testing/index.ts',
};

/**
 * Properties that only parts of the core call each other by: they get short names in the bundles. What an application
 * sees, what is on the wire and what a browser knows keeps its own.
 */
const INTERNAL = `
  addPage adopt anchor applyMark applyState applyTyping attempt baseUrl bytes call canFallBack catchUp changed confirm
  drainAtMs emit failedUpgrades giveUp high isKnown isOnline low meet onAck onChange onDown onError onFrame onlineMs
  onMessage onOnline onOpen onPresence onPush onStale onState onStored onWelcome patient placed position proved
  receive renew restore resume settle stage statusOf summary tokenRefused touch unsent update whenOnline
`
  .trim()
  .split(/\s+/);
const MINIFY = {
  compress: true,
  mangle: true,
  codegen: true,
  mangleProps: { include: new RegExp(`^(?:${INTERNAL.join('|')})$`) },
};

/** Of code, not of comments. */
const wordsOf = (text) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').match(/\w+/g) ?? [];

/** An internal name that somebody else knows, too, would break there. */
function checkInternalNames() {
  const open = ['types.ts', 'errors.ts', 'generated', 'react', 'storage', 'markdown', 'testing'];
  const files = readdirSync(resolve(root, 'src'), { recursive: true }).filter(
    (name) => name.endsWith('.ts') && open.some((start) => name.startsWith(start)),
  );
  const words = new Set(files.flatMap((name) => wordsOf(readFileSync(resolve(root, 'src', name), 'utf8'))));
  assert.deepEqual(
    INTERNAL.filter((name) => words.has(name)),
    [],
    'known outside of the core',
  );
}

/** One bundle a run: shared chunks would hide weight from the size budget. */
async function bundle(entry, format, fileName) {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      target: 'es2022',
      outDir: 'dist',
      emptyOutDir: false,
      sourcemap: true,
      lib: { entry: resolve(root, entry), name: 'Skein', formats: [format], fileName: () => fileName },
      rolldownOptions: { external: ['react'], output: { minify: MINIFY, comments: { annotation: false } } },
    },
  });
}

/** The bundles as an application uses them: a message goes from one client to another. */
async function checkBundles() {
  const { createClient } = await import('./dist/index.js');
  const { createFakeServer, createManualClock } = await import('./dist/testing.js');
  for (const transports of [['websocket'], ['longpoll']]) {
    const clock = createManualClock();
    const server = createFakeServer({ clock });
    server.world.addConversation('talk', ['ann', 'bob']);
    const [ann, bob] = ['ann', 'bob'].map((uid) =>
      createClient({
        url: server.url,
        getToken: () => server.token(uid),
        device: { id: uid },
        clock,
        WebSocket: server.WebSocket,
        fetch: server.fetch,
        transports,
      }),
    );
    await Promise.all([ann.connect(), bob.connect(), clock.advance(1_000)]);
    const sent = ann.conversation('talk').send({ type: 'text', text: 'hello' });
    await Promise.all([sent.sent, clock.advance(5_000)]);
    bob.conversation('talk').markRead();
    await clock.advance(5_000);
    const [message] = ann.conversation('talk').getSnapshot().messages;
    assert.deepEqual([message.content.text, message.status], ['hello', 'read']);
    await Promise.all([ann.close(), bob.close()]);
  }
}

checkInternalNames();
await rm(resolve(root, 'dist'), { recursive: true, force: true });
for (const [name, entry] of Object.entries(MODULES)) await bundle(entry, 'es', `${name}.js`);
await bundle('src/plain-script.ts', 'iife', 'skein.iife.js');
await checkBundles();
