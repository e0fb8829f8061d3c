import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { EndpointProcess, freePort } from '../integration/local/endpoint/endpoint-process.ts';
import { Cloud } from './cloud.ts';

/** When a process is to be killed: at a counted moment (see killer.ts), or so many milliseconds after it has begun. */
export type Kill = { after: number } | { ms: number };

const PLAN = 'kill.json';
const KILLER = new URL(`./killer${extname(import.meta.url)}`, import.meta.url).href;

/** An endpoint that is killed at given moments, and comes back each time. */
export class DisturbedEndpoint extends EndpointProcess {
  /** What it and all before it wrote. */
  readonly log = join(this.home, 'endpoint.log');
  private readonly plan = join(this.home, PLAN);
  private readonly written = openSync(this.log, 'a');
  private kills: Kill[] = [];
  private timer: NodeJS.Timeout | undefined;
  private ending = false;
  private ready: Promise<void> = Promise.resolve();
  private deaths = 0;

  static async open(RACK: string): Promise<DisturbedEndpoint> {
    const home = mkdtempSync(join(tmpdir(), `${RACK}-`));
    const settings = { RACK, RACK_LOCAL_HOME: home, RACK_TEST_KILL: join(home, PLAN) };
    const endpoint = new DisturbedEndpoint(await Promise.all([freePort(), freePort()]), settings);
    await endpoint.start();
    return endpoint;
  }

  override async start(): Promise<void> {
    this.child = this.spawn();
    this.watch(this.child);
    // Whichever process answers: a successor may itself be killed before it is up.
    this.ready = new Cloud(this.client).ask('cloudformation', 'ListStacks').then(() => {});
    await this.ready;
  }

  /** From now on the process, and after it each that takes its place, is killed as told. */
  disturb(kills: Kill[]): void {
    this.kills = [...kills];
    this.deaths = 0;
    this.prepare();
    this.child?.kill('SIGUSR2');
  }

  /** No more kills; answers how many there were, once the last process is up, and how many moments passed in it. */
  async calm(): Promise<{ deaths: number; moments: number }> {
    this.kills = [];
    clearTimeout(this.timer);
    rmSync(this.plan, { force: true });
    await this.ready;
    const moments = Number(readFileSync(`${this.plan}.count`, 'utf8'));
    this.child?.kill('SIGUSR2');
    return { deaths: this.deaths, moments };
  }

  override async clean(): Promise<void> {
    this.ending = true;
    clearTimeout(this.timer);
    await super.clean();
  }

  /** Cleans, and leaves nothing to look into either. */
  async discard(): Promise<void> {
    await this.clean();
    rmSync(this.home, { recursive: true, force: true });
  }

  // Private

  /** What was planned for the next process is there before it starts: it may die in what it resumes. */
  private prepare(): void {
    const kill = this.kills.shift();
    clearTimeout(this.timer);
    writeFileSync(this.plan, JSON.stringify(kill && 'after' in kill ? kill : {}));
    if (kill && 'ms' in kill) this.timer = setTimeout(() => this.child?.kill('SIGKILL'), kill.ms);
  }

  private watch(child: ChildProcess): void {
    once(child, 'exit').then(([code, signal]) => {
      if (this.ending || child !== this.child) return;
      if (signal !== 'SIGKILL') throw new Error(`The endpoint ended by itself: ${code ?? signal}; see ${this.log}`);
      this.deaths += 1;
      this.prepare();
      return this.start();
    });
  }

  protected override spawn(stderr: 'inherit' | 'pipe' | number = this.written, options: string[] = []): ChildProcess {
    return super.spawn(stderr, [...options, '--import', KILLER]);
  }
}
