import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Actor } from '../apps/actor.ts';
import type { Refusal } from './errors.ts';
import type { Reply } from './reply.ts';
import type { Target } from './target.ts';

/** One request of somebody who is known. */
export interface Visit {
  request: IncomingMessage;
  target: Target;
  actor: Actor;
  /** True when there is, or may be, a proxy on the way. */
  isProxied: boolean;
  reply: Reply;
  /** Aborts when the client is gone, and with a `Failure` as reason when the right is taken away or the server stops. */
  signal: AbortSignal;
  /**
   * The bytes of the request, see `openBody`: as they come, or through a proxy once they are whole. `patience` is in
   * milliseconds, the usual one unless told.
   */
  body(limits: BodyLimits): Promise<Readable>;
}

export interface BodyLimits {
  most?: number | undefined;
  patience?: number;
}

/** One kind of clients that this door serves, each with its own way to be told things. */
export interface Service {
  takes(target: Target): boolean;
  /** Answers, or throws what `refuse` can tell as long as the answer has not begun. */
  answer(visit: Visit): Promise<void>;
  refuse(reply: Reply, refusal: Refusal): void;
}
