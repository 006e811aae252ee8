/** A real Skein with demo data: its own data folder, free ports, and a log that a failing test can show. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const BINARY = process.env.SKEIN_BIN ?? fileURLToPath(new URL('../../../target/debug/skein', import.meta.url));
const START_MS = 30_000;
const STOP_MS = 8_000;
/** The links printed at the start: `    Name (uid)` and, below it, the link. */
const SETUP_LINK = /\((\w+)\)\s+\S+#\/setup\?code=([\w-]+)/g;

interface Addresses {
  http: string;
  demo: string;
  operations: string;
}

/** Configuration beyond the defaults, as variables of the environment: `SKEIN__SECTION__KEY`. */
export type Settings = Readonly<Record<string, string>>;

export class SkeinServer {
  readonly #folder: string;
  readonly #settings: Settings;
  #process: ChildProcess | null = null;
  #addresses: Addresses = { http: '127.0.0.1:0', demo: '127.0.0.1:0', operations: '127.0.0.1:0' };
  #log = '';

  private constructor(folder: string, settings: Settings) {
    this.#folder = folder;
    this.#settings = settings;
  }

  static async start(settings: Settings = {}): Promise<SkeinServer> {
    const server = new SkeinServer(await mkdtemp(join(tmpdir(), 'skein-e2e-')), settings);
    await server.#run();
    return server;
  }

  get url(): string {
    return `http://${this.#addresses.http}`;
  }

  get shopUrl(): string {
    return `http://${this.#addresses.demo}`;
  }

  get log(): string {
    return this.#log;
  }

  /** A figure of `/metrics`, added up over its labels as far as they are not named; 0 until there is one. */
  async figure(name: string, label = ''): Promise<number> {
    const answer = await fetch(`http://${this.#addresses.operations}/metrics`);
    const lines = (await answer.text()).split('\n').filter((line) => line.startsWith(name) && line.includes(label));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }

  /** The newest one-time code of an agent; every start prints new ones. */
  setupCode(uid: string): string {
    const code = [...this.#log.matchAll(SETUP_LINK)].filter((found) => found[1] === uid).at(-1)?.[2];
    if (code === undefined) throw new Error(`the server printed no set-up link for ${uid}`);
    return code;
  }

  /** A new key of the business, made as an operator makes one. */
  async appKey(): Promise<string> {
    const made = ['key', 'create', '--app', 'demo', '--data-dir', this.#folder];
    const { stdout } = await promisify(execFile)(BINARY, made);
    const [key] = /sk_[\w.-]+/.exec(stdout) ?? [];
    if (key === undefined) throw new Error('no key was printed');
    return key;
  }

  /** As the power going: no farewell, nothing flushed. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Starts again on the same data and the same addresses. */
  async resume(): Promise<void> {
    await this.#run();
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** A server that does not get ready is not left behind. */
  async #run(): Promise<void> {
    try {
      await this.#launch();
    } catch (cause) {
      await this.#end('SIGKILL');
      throw cause;
    }
  }

  async #launch(): Promise<void> {
    const addressFile = join(this.#folder, 'addresses.json');
    // A killed server leaves its file behind.
    await rm(addressFile, { force: true });
    const child = spawn(BINARY, ['serve', '--demo', '--data-dir', this.#folder], {
      env: {
        ...process.env,
        NO_COLOR: '1',
        SKEIN__SERVER__LISTEN: this.#addresses.http,
        SKEIN__DEMO__LISTEN: this.#addresses.demo,
        SKEIN__OPERATIONS__LISTEN: this.#addresses.operations,
        ...this.#settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    let failure: Error | null = null;
    child.once('error', (error) => {
      failure = error;
    });
    const note = (chunk: Buffer) => {
      this.#log += chunk.toString();
    };
    child.stdout.on('data', note);
    child.stderr.on('data', note);

    // The file is written once everything listens; the links come right after it.
    const deadline = Date.now() + START_MS;
    for (;;) {
      if (failure !== null) throw new Error(`${BINARY} does not start: ${String(failure)}`);
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${this.#log}`);
      if (Date.now() > deadline) throw new Error(`the server is not ready after ${START_MS} ms:\n${this.#log}`);
      const written = await readFile(addressFile, 'utf8').catch(() => null);
      if (written !== null && this.#log.includes('Ctrl-C')) {
        this.#addresses = JSON.parse(written) as Addresses;
        return;
      }
      await sleep(20);
    }
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(timer);
  }
}
