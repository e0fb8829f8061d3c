import { Failure, messageOf } from '../../lib/failure.ts';
import { type Frame, readFrame, writeFrame } from './frame.ts';
import { Stream } from './stream.ts';
import type { Outcome, Wish } from './wish.ts';

/** What a link needs of its WebSocket. */
export interface LinkSocket {
  send(message: Buffer | string): void;
  /** At once, without a word. */
  terminate(): void;
}

/** Carries out a wish; what it answers or throws is told to who asked. */
export type Serve = (wish: Wish, stream: Stream) => Promise<unknown>;

/** A wish that is being carried out at the other side. */
export interface Call {
  stream: Stream;
  /** What it was answered; rejects with a `Failure` when it failed, or the other side is gone. */
  answer: Promise<unknown>;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(reason: Failure): void;
}

/** Many streams over one WebSocket between server and agent; either side has one. */
export class Link {
  private readonly socket: LinkSocket;
  private readonly serve: Serve;
  private readonly streams = new Map<number, Stream>();
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;
  private isGone = false;

  constructor(socket: LinkSocket, serve: Serve = refuse) {
    this.socket = socket;
    this.serve = serve;
  }

  /** How many streams are open. */
  get size(): number {
    return this.streams.size;
  }

  /** Asks the other side for something. */
  call(wish: Wish): Call {
    this.last += 1;
    const stream = this.add(this.last);
    const answer = new Promise((resolve, reject) => {
      this.waiting.set(stream.id, { resolve, reject });
    });
    // It is met where it is awaited, which may be after the bytes.
    answer.catch(() => {});
    if (this.isGone) this.drop(stream, gone());
    else this.put({ type: 'open', stream: stream.id, wish });
    return { stream, answer };
  }

  /** Tells the other side that nobody waits any more for an answer, which comes all the same. */
  cancel(stream: Stream): void {
    if (this.streams.has(stream.id)) this.put({ type: 'cancel', stream: stream.id });
  }

  /** A message of the other side. Who breaks the rules is cut off. */
  receive(message: Buffer, isBinary: boolean): void {
    const frame = readFrame(message, isBinary);
    if (!frame) return void this.socket.terminate();
    if (frame.type === 'open') return void this.answer(frame.stream, frame.wish);
    const stream = this.streams.get(frame.stream);
    // What was on its way when a stream ended is for nobody.
    if (!stream) return;
    if (!stream.take(frame)) this.socket.terminate();
    else if (frame.type === 'close') this.settle(stream, frame.outcome);
  }

  /** The other side is gone. */
  end(): void {
    this.isGone = true;
    for (const stream of this.streams.values()) this.drop(stream, gone());
  }

  // Private

  private put(frame: Frame): void {
    this.socket.send(writeFrame(frame));
  }

  private add(id: number): Stream {
    const stream = new Stream(id, (frame) => this.put(frame));
    this.streams.set(id, stream);
    return stream;
  }

  private async answer(id: number, wish: Wish): Promise<void> {
    if (this.streams.has(id)) return void this.socket.terminate();
    const stream = this.add(id);
    const outcome = await outcomeOf(() => this.serve(wish, stream));
    this.streams.delete(id);
    if (!this.isGone) this.put({ type: 'close', stream: id, outcome });
    stream.leave();
  }

  private settle(stream: Stream, outcome: Outcome): void {
    const waiting = this.waiting.get(stream.id);
    this.forget(stream);
    stream.leave();
    if ('answer' in outcome) waiting?.resolve(outcome.answer);
    else waiting?.reject(failureOf(outcome));
  }

  private drop(stream: Stream, reason: Failure): void {
    const waiting = this.waiting.get(stream.id);
    this.forget(stream);
    stream.leave();
    waiting?.reject(reason);
  }

  private forget({ id }: Stream): void {
    this.streams.delete(id);
    this.waiting.delete(id);
  }
}

// Private

async function outcomeOf(work: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { answer: (await work()) ?? null };
  } catch (error) {
    const { code, hint } = error instanceof Failure ? error : { code: 'agent_trouble', hint: undefined };
    return { failure: { code, message: messageOf(error), ...(hint !== undefined && { hint }) } };
  }
}

function failureOf({ failure: { code, message, hint } }: Extract<Outcome, { failure: object }>): Failure {
  return new Failure(code, message, hint === undefined ? {} : { hint });
}

async function refuse(): Promise<never> {
  throw new Failure('not_served', 'The server takes no wishes of agents.');
}

function gone(): Failure {
  return new Failure('agent_gone', 'The connection to the agent of that machine broke off.', {
    hint: 'It connects again by itself: try again in a moment.',
    blame: 'rack',
  });
}
