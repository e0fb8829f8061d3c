import { messageOf } from '../lib/failure.ts';
import type { Log } from '../lib/log.ts';
import { pause } from '../lib/pause.ts';
import { Backoff } from './backoff.ts';
import { originOf, shortId } from './docker/container.ts';
import type { Engine, EngineEvent } from './docker/engine.ts';
import type { Followed } from './followed.ts';

/** Looks at the machine's containers: those that are there, then what happens to them; anew whenever the engine was away. */
export class Watch {
  private readonly engine: Engine;
  private readonly follow: (id: string) => Followed;
  private readonly log: Log;
  private readonly followed = new Map<string, Followed>();
  private readonly backoff = new Backoff();
  private following = false;

  constructor(engine: Engine, follow: (id: string) => Followed, log: Log) {
    this.engine = engine;
    this.follow = follow;
    this.log = log;
  }

  /** True while the engine tells what happens. */
  get isFollowing(): boolean {
    return this.following;
  }

  /** How many containers are followed. */
  get size(): number {
    return this.followed.size;
  }

  /** Bytes that containers have printed and that are not yet read. */
  async unread(): Promise<number> {
    const all = await Promise.all([...this.followed.values()].map((followed) => followed.unread()));
    return all.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Watches until the signal aborts, and resolves when no reader is left. `known` are containers of an earlier run. */
  async run(known: string[], signal: AbortSignal): Promise<void> {
    for (const id of known) this.of(id);
    while (!signal.aborted) {
      await this.watch(signal).catch((error) => this.complain(error, signal));
      await pause(this.backoff.next(), signal);
    }
    await Promise.all([...this.followed.values()].map((followed) => followed.settled()));
  }

  // Private

  private async watch(signal: AbortSignal): Promise<void> {
    // Events first, so that nothing falls between list and events; what both tell is taken once.
    const events = await this.engine.events(Date.now(), signal);
    await this.reconcile();
    this.backoff.reset();
    this.following = true;
    try {
      for await (const event of events) this.handle(event);
    } finally {
      this.following = false;
    }
  }

  private async reconcile(): Promise<void> {
    const ids = new Set(await this.engine.list());
    for (const id of ids) this.of(id).begin();
    for (const [id, followed] of this.followed) if (!ids.has(id)) this.leave(id, followed);
  }

  private handle({ container, action, attributes, at }: EngineEvent): void {
    if (action === 'start') this.of(container).begin();
    else if (action === 'die') {
      const origin = originOf(container, attributes);
      this.of(container).end({ exitCode: Number(attributes.exitCode), at, origin });
    } else if (action === 'oom') this.of(container).ranOutOfMemory(at);
    else if (action.startsWith('health_status: '))
      this.of(container).turned(action.slice('health_status: '.length), at);
    else if (action === 'destroy') this.leave(shortId(container), this.of(container));
  }

  private of(container: string): Followed {
    const id = shortId(container);
    const followed = this.followed.get(id) ?? this.follow(id);
    this.followed.set(id, followed);
    return followed;
  }

  private leave(id: string, followed: Followed): void {
    this.followed.delete(id);
    followed.remove();
  }

  private complain(error: unknown, signal: AbortSignal): void {
    if (!signal.aborted) this.log.error(`the Docker engine is away, trying again: ${messageOf(error)}`);
  }
}
