import { Bell } from '../logs/bell.ts';
import { allows } from '../model/access.ts';
import { eventOfAudit } from '../model/audit-event.ts';
import { type Announce, checkEventPattern, type RackEvent } from '../model/event.ts';
import type { AuditRecord } from '../store/audit.ts';
import type { EventQuery, EventScope } from '../store/events.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';

export interface EventsOptions {
  store: Pick<Store, 'events'>;
  /** Where an event is also told as a line. */
  tell?: (line: string) => void;
}

/** What happened on the rack: told once, kept for a while, and handed to whoever listens. */
export class Events {
  private readonly options: EventsOptions;
  private readonly bell = new Bell();
  private readonly listeners: ((event: RackEvent) => void)[] = [];

  constructor(options: EventsOptions) {
    this.options = options;
  }

  /** Keeps an event and hands it on. */
  readonly emit: Announce = (event) => {
    const kept = this.options.store.events.add({ ...event, message: printable(event.message) });
    this.options.tell?.(`${kept.type} ${kept.message}`);
    for (const listener of this.listeners) listener(kept);
    this.bell.ring(EVENTS);
  };

  /** Keeps the event that a record of the audit log is, where it is one. */
  readonly emitAudited = (record: AuditRecord): void => {
    const event = eventOfAudit(record);
    if (event) this.emit(event);
  };

  /** Hands every event on from now on. */
  listen(listener: (event: RackEvent) => void): void {
    this.listeners.push(listener);
  }

  /** What the actor may see of what happened, oldest first. */
  list(query: EventQuery, actor: Actor): RackEvent[] {
    for (const type of query.types ?? []) checkEventPattern(type);
    return this.options.store.events.list(query, scopeOf(actor));
  }

  /** What `list` gives, then every new event that fits, until the signal aborts. */
  async *follow(
    query: EventQuery,
    { actor, signal }: { actor: Actor; signal: AbortSignal },
  ): AsyncGenerator<RackEvent> {
    let asked = query;
    while (!signal.aborted) {
      const found = this.list(asked, actor);
      yield* found;
      const { last: _, ...rest } = asked;
      asked = { ...rest, after: Math.max(asked.after ?? 0, found.at(-1)?.id ?? 0) };
      // Nothing can come between an empty look and this wait: both happen in one go.
      if (found.length === 0) await this.bell.next(EVENTS, signal);
    }
  }
}

// Private

/** All events ring the same bell. */
const EVENTS = 'events';

/** What is about the rack and its people is for admins who act with all their rights. */
function scopeOf({ developer: { role, apps } }: Actor): EventScope {
  if (apps !== 'all') return apps;
  return allows(role, 'admin') ? 'rack' : 'apps';
}

/** Records of refused logins hold what strangers sent. */
const printable = (text: string) => text.replace(/\p{C}/gu, '?');
