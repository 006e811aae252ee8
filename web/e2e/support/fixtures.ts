/** What every test starts from: a server of its own file, visitors and agents, and a watch over the browser's complaints. */
import { type BrowserContextOptions, test as base, expect, type Page } from '@playwright/test';
import { Agent } from './agent.ts';
import { type AgentUid, cookieOf, logIn, type Session, setStatus, setUp } from './rest.ts';
import { type Settings, SkeinServer } from './server.ts';
import { Visitor } from './visitor.ts';

const LOG_TAIL = 6_000;
/** How a page of the console learns that nobody is signed in with this browser. */
const NOBODY = /status of 401 .*\/v1\/console\/refresh/;

/** One server at a time: the one of the file whose tests run. */
class ServerOfFile {
  #file: string | null = null;
  #server: SkeinServer | null = null;

  async of(file: string, settings: Settings): Promise<SkeinServer> {
    if (this.#server === null || this.#file !== file) {
      await this.stop();
      this.#server = await SkeinServer.start(settings);
      this.#file = file;
    }
    return this.#server;
  }

  async signIn(uid: AgentUid): Promise<Session> {
    if (this.#server === null) throw new Error('no server is running');
    // A test of the set-up page may have used the link.
    return (await logIn(this.#server, uid)) ?? setUp(this.#server, uid);
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
    this.#server = null;
  }
}

interface AgentOptions extends BrowserContextOptions {
  /** Done to the page before it is opened. */
  prepare?: (page: Page) => Promise<void>;
}

interface Actors {
  /** Of the server of this file. */
  settings: Settings;
  server: SkeinServer;
  /** Complaints of the browser that belong to the story of the test. */
  expected: RegExp | null;
  /** A page in a browser of its own; what its console complains about fails the test. */
  newPage: (options?: BrowserContextOptions) => Promise<Page>;
  newVisitor: (options?: BrowserContextOptions) => Promise<Visitor>;
  /** At the workbench, signed in, offline until told otherwise. */
  newAgent: (uid: AgentUid, options?: AgentOptions) => Promise<Agent>;
}

export const test = base.extend<Actors, { servers: ServerOfFile }>({
  servers: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names a fixture needs from its first parameter
    async ({}, use) => {
      const servers = new ServerOfFile();
      await use(servers);
      await servers.stop();
    },
    { scope: 'worker' },
  ],

  settings: [{}, { option: true }],

  server: async ({ servers, settings }, use, info) => {
    const server = await servers.of(info.file, settings);
    await use(server);
    if (info.status !== info.expectedStatus) {
      await info.attach('server.log', { body: server.log, contentType: 'text/plain' });
      process.stdout.write(`\n--- end of the server's log ---\n${server.log.slice(-LOG_TAIL)}\n---\n`);
    }
  },

  expected: [null, { option: true }],

  newPage: async ({ browser, locale, expected }, use) => {
    const complaints: string[] = [];
    const contexts: { close(): Promise<void> }[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ locale, viewport: { width: 1440, height: 900 }, ...options });
      contexts.push(context);
      const page = await context.newPage();
      const complain = (text: string) => {
        if (!expected?.test(text) && !NOBODY.test(text)) complaints.push(text);
      };
      page.on('console', (message) => {
        if (message.type() === 'error') complain(`${message.text()} (${message.location().url})`);
      });
      page.on('pageerror', (error) => complain(String(error)));
      return page;
    });
    for (const context of contexts) await context.close();
    expect(complaints, 'the browser had nothing to complain about').toEqual([]);
  },

  newVisitor: async ({ newPage, server }, use) => {
    await use(async (options) => new Visitor(await newPage(options), server));
  },

  newAgent: async ({ newPage, server, servers }, use) => {
    const sessions: Session[] = [];
    await use(async (uid, { prepare, ...options } = {}) => {
      const session = await servers.signIn(uid);
      sessions.push(session);
      const page = await newPage(options);
      await prepare?.(page);
      await page.context().addCookies([cookieOf(server, session)]);
      await page.goto(`${server.url}/console/`);
      const agent = new Agent(page);
      await expect(agent.part('workbench')).toBeVisible();
      return agent;
    });
    // The next test decides anew who is there.
    for (const session of sessions) await setStatus(server, session, 'offline').catch(() => undefined);
  },
});

export { expect };
