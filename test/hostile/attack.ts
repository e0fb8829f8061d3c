import type { Random } from './random.ts';

/** What one hostile request was, and what came back. */
export interface Outcome {
  /** For people, and for the count. */
  kind: string;
  /** What was sent, as far as it can be told in a line. */
  sent: string;
  /** All bytes of the answer, as latin1. */
  answer: string;
  /** What must not be: an answer that no hostile request gets, or none at all. */
  wrong?: string | undefined;
}

/** Sends one request after the other; keeps what it needs between them, such as a connection. */
export interface Attacker {
  attack(random: Random): Promise<Outcome>;
  /** Leaves nothing of its own behind. */
  end(): void;
}

/** Milliseconds in which a door must have answered or closed, on a machine that does much else. */
export const ANSWER_TIME = 20_000;
