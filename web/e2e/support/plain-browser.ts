/**
 * Chromium as people run it: Playwright's own start keeps every page awake and tells it that it is looked at. Here a tab
 * with another one in front of it is hidden, and its timers are slowed down.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from '@playwright/test';
import { browser } from './browser.ts';

const { executablePath = 'chromium', args = [] } = browser.launchOptions ?? {};
/** The browser wakes a hidden page once a minute from then on; without this after five minutes. */
const GRACE_S = 10;

export class PlainBrowser {
  readonly context: BrowserContext;
  readonly #browser: Browser;
  readonly #process: ChildProcess;
  readonly #profile: string;

  private constructor(started: Browser, process: ChildProcess, profile: string) {
    const [context] = started.contexts();
    if (context === undefined) throw new Error('the browser has no window');
    this.context = context;
    this.#browser = started;
    this.#process = process;
    this.#profile = profile;
  }

  static async start(): Promise<PlainBrowser> {
    const profile = await mkdtemp(join(tmpdir(), 'skein-browser-'));
    const child = spawn(executablePath, [
      ...args,
      '--headless=new',
      `--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/${GRACE_S}`,
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--lang=en',
      'about:blank',
    ]);
    const url = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`the browser ended:\n${said}`)));
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const [found] = /ws:\/\/\S+/.exec(said) ?? [];
        if (found !== undefined) resolve(found);
      });
    });
    return new PlainBrowser(await chromium.connectOverCDP(url, { noDefaults: true }), child, profile);
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill();
      await ended;
    }
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
