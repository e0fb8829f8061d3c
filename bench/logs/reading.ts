import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds without a line after which the last one has come. */
const SILENCE = 10_000;

/** A program that prints a container's numbered lines, and what came of them. */
export class Reading {
  /** How many numbers came, and how many did not come where they should have. */
  read = 0;
  outOfTurn = 0;
  /** When the first number and the end came, on the clock of `Date`. */
  firstAt: number | undefined;
  endedAt: number | undefined;
  /** Milliseconds from print to here, of lines that say when they were printed. */
  readonly latencies: number[] = [];
  private rest = '';
  private last = 0;
  private lastAt = Date.now();
  private readonly stop: () => void;

  constructor(argv: readonly string[]) {
    const [command, ...args] = argv as [string, ...string[]];
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.stop = () => child.kill('SIGKILL');
    (child.stdout as Readable).on('data', (chunk: Buffer) => this.take(chunk));
  }

  /** Resolves when the end was told, or nothing comes any more. */
  async ended(): Promise<void> {
    this.lastAt = Date.now();
    while (this.endedAt === undefined && Date.now() - this.lastAt < SILENCE) await sleep(20);
  }

  close(): void {
    this.stop();
  }

  // Private

  /** The text is ASCII; whole lines of it are looked at, without a decoder, for this takes from the same processors. */
  private take(chunk: Buffer): void {
    const now = Date.now();
    const lines = (this.rest + chunk.toString('latin1')).split('\n');
    this.rest = lines.pop() as string;
    for (const line of lines) this.one(line, now);
    this.lastAt = now;
  }

  private one(line: string, now: number): void {
    const begin = line.indexOf(' c0');
    const [, word = '', third = ''] = line.slice(begin + 1).split(' ', 3);
    if (word === 'end') this.endedAt = now;
    const number = Number(word);
    if (!(number > 0)) return;
    this.firstAt ??= now;
    this.read += 1;
    if (number !== this.last + 1) this.outOfTurn += 1;
    this.last = number;
    if (third.length === MICROSECONDS) this.latencies.push(Math.max(0, now - Number(third) / 1000));
  }
}

/** The digits of a time in microseconds since 1970. */
const MICROSECONDS = 16;
