import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../lib/failure.ts';
import type { CountedRack } from './counted-rack.ts';
import type { Numbered } from './numbered.ts';
import type { ReadLine } from './reader.ts';
import { Tally, type Verdict } from './tally.ts';
import type { Rotation } from './writers.ts';

/** Milliseconds without any line, once all containers have ended, after which what is missing is lost. */
const SILENCE = 30_000;

/** What is written, by whom, and what befalls it meanwhile. */
export interface Course {
  containers: number;
  /** To how many apps they belong. */
  apps: number;
  lines: Numbered;
  rotation?: Rotation;
  /** Read by the stock ssh client too; its connection does not outlive the server. */
  bySsh?: boolean;
  /** What must be in the history in the end: all lines, or the newest, because there is no room for all. */
  isKept: 'all' | 'newest';
  /** What is done meanwhile. */
  disturb?: () => Promise<unknown>;
}

/** How one reader saw a course. */
export interface Seen extends Verdict {
  reader: 'API' | 'ssh' | 'history';
  /** What was wrong besides the numbers. */
  words: string[];
}

/** One course of lines from containers to readers. */
export class Count {
  private readonly counted: CountedRack;
  private readonly course: Course;
  private readonly tallies: Record<Seen['reader'], Tally>;
  private readonly lifecycle = new Map<string, number>();
  private readonly words: string[] = [];
  private lastAt = performance.now();

  constructor(counted: CountedRack, course: Course) {
    this.counted = counted;
    this.course = course;
    const history = new Tally(course.isKept === 'all' ? 'first' : 'anywhere');
    this.tallies = { API: new Tally(), ssh: new Tally(), history };
  }

  /** Runs it to its end; what each reader saw. */
  async run(): Promise<Seen[]> {
    const { counted, course } = this;
    const apps = await counted.apps(course.apps);
    const readers = apps.flatMap((app) => this.readersOf(app));
    const written = await this.write(apps);
    await this.read(written);
    for (const reader of readers) await reader.stop();
    return this.verdicts(apps, written);
  }

  // Private

  /** Lets the containers print, and disturbs what carries their lines; how many each of them printed. */
  private async write(apps: readonly string[]): Promise<Map<string, number>> {
    const { writers } = this.counted;
    const { containers, lines, rotation, disturb } = this.course;
    const started = await writers.start(apps, containers, lines, rotation && { rotation });
    // What could not be disturbed is a fault of its own; the lines are counted all the same.
    await disturb?.().catch((error) => this.words.push(messageOf(error)));
    if (lines.isOpen) await writers.stop(started);
    await writers.ended(started);
    return writers.printed(started);
  }

  private readersOf(app: string): { stop(): Promise<void> }[] {
    const { counted, course, tallies } = this;
    const api = counted.follow(app, (line) => this.take(line));
    if (!course.bySsh) return [api];
    return [api, counted.ssh(app, (message, time) => tallies.ssh.take(message, time))];
  }

  private take({ source, process, message, time }: ReadLine): void {
    this.lastAt = performance.now();
    if (source === 'app') this.tallies.API.take(message, time);
    else this.hear(`${time} ${process}`, message);
  }

  /** What the platform says: of each container its start and its end, and whatever was lost on the way. */
  private hear(from: string, message: string): void {
    const [word = ''] = message.split(' ');
    this.lifecycle.set(word, (this.lifecycle.get(word) ?? 0) + 1);
    if (/skipped|missing|lost/.test(message)) this.words.push(`${from}: ${message}`);
  }

  /** Resolves when each container's end has been told by the agent and all its lines have come, or nothing comes any more. */
  private async read(written: ReadonlyMap<string, number>): Promise<void> {
    this.lastAt = performance.now();
    while (performance.now() - this.lastAt < SILENCE && !this.isWhole(written)) await sleep(50);
  }

  private isWhole(written: ReadonlyMap<string, number>): boolean {
    const { API, ssh } = this.tallies;
    const hasLines = API.hasAll(written) && (!this.course.bySsh || ssh.hasAll(written));
    return hasLines && (this.lifecycle.get('exited') ?? 0) >= written.size;
  }

  private async verdicts(apps: readonly string[], written: ReadonlyMap<string, number>): Promise<Seen[]> {
    const { counted, course, tallies } = this;
    const seen: Seen[] = [{ reader: 'API', ...tallies.API.verdict(written), words: this.wrongWords(written.size) }];
    if (course.bySsh) seen.push({ reader: 'ssh', ...tallies.ssh.verdict(written), words: [] });
    for (const app of apps) await counted.history(app, ({ message, time }) => tallies.history.take(message, time));
    return [...seen, { reader: 'history', ...tallies.history.verdict(written), words: this.wrongBound() }];
  }

  /** Each container's start and end are told once. */
  private wrongWords(containers: number): string[] {
    const told = ['started', 'exited'].filter((word) => this.lifecycle.get(word) !== containers);
    const wrong = told.map(
      (word) => `"${word}" told ${this.lifecycle.get(word) ?? 0} times for ${containers} containers`,
    );
    return [...this.words, ...wrong];
  }

  private wrongBound(): string[] {
    const { course, tallies } = this;
    return course.isKept === 'newest' && tallies.history.read >= tallies.API.read ? ['the bound was not reached'] : [];
  }
}
