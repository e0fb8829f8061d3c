import type { LogLine } from '../../logs/logs.ts';

/** A line with its number in the app's log; 0 of one that is not kept there. */
export interface DrainLine extends LogLine {
  number: number;
}

/** Lines that are sent in one piece. */
export interface Batch {
  /** The number of the line before them. */
  after: number;
  lines: readonly DrainLine[];
}

/** What takes lines. */
export interface Receiver {
  /**
   * Resolves once they are taken; answers how many of them will never be. Throws what kept them from it. Called again after it
   * has ended, never before.
   */
  send(batch: Batch, signal: AbortSignal): Promise<number>;
  close(): void;
}
