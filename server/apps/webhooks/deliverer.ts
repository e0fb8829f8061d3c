import { FairQueue } from '../../../lib/fair-queue.ts';
import type { Log } from '../../../lib/log.ts';
import { isWanted, type RackEvent } from '../../model/event.ts';
import { newId } from '../../model/release.ts';
import type { Delivery, Webhook } from '../../model/webhook.ts';
import type { Store } from '../../store/store.ts';
import type { Answer } from './sender.ts';
import { signatureHeaders } from './signature.ts';

export interface DelivererOptions {
  rack: string;
  version: string;
  store: Pick<Store, 'events' | 'webhooks' | 'deliveries'>;
  send(url: URL, message: { headers: Record<string, string>; body: string }): Promise<Answer>;
  log: Log;
  /** Milliseconds before the second, third… try; the one after the last wait is the last. */
  waits?: readonly number[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Nine tries over a day. */
const WAITS = [10 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR];

/** Each wait is up to so much longer, so that what failed together is not tried together. */
const JITTER = 0.2;

/** Requests at the same time; of one receiver there is one. */
const AT_ONCE = 20;

/** The longest wait of a timer. */
const LONGEST_WAIT = 2 ** 31 - 1;

/**
 * Sends events to receivers: to each one after the other, in the order in which they happened. One that fails is tried again
 * later, and does not hold up those behind it. What waits is on disk.
 */
export class Deliverer {
  private readonly options: DelivererOptions;
  private readonly queue = new FairQueue(AT_ONCE);
  /** Webhook → what wakes it; undefined while it sends. */
  private readonly timers = new Map<string, NodeJS.Timeout | undefined>();
  /** Those who wait for the next try of a delivery. */
  private readonly waiting = new Map<string, (delivery: Delivery) => void>();
  private isStopped = false;

  constructor(options: DelivererOptions) {
    this.options = options;
  }

  /** Goes on with what waited when the server was stopped. */
  start(): void {
    for (const { id } of this.options.store.webhooks.list()) this.wake(id);
  }

  stop(): void {
    this.isStopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  /** Sends an event to all who want it. */
  readonly take = (event: RackEvent): void => {
    for (const webhook of this.options.store.webhooks.list())
      if (wants(webhook, event)) this.deliver(webhook.id, event);
  };

  /** Sends an event to one receiver, whether it wants it or not. */
  deliver(webhook: string, { id: event }: Pick<RackEvent, 'id'>): Delivery {
    const delivery = this.options.store.deliveries.add({ id: `D${newId('R').slice(1)}`, webhook, event });
    this.wake(webhook);
    return delivery;
  }

  /** Sends once more. */
  again({ id, webhook }: Delivery): void {
    this.options.store.deliveries.again(id);
    this.wake(webhook);
  }

  /** What comes of the next try of a delivery. */
  outcome(id: string): Promise<Delivery> {
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }

  // Private

  /** Has a receiver's next delivery sent when it is due, unless one is just sent. */
  private wake(webhook: string): void {
    if (this.isStopped || (this.timers.has(webhook) && this.timers.get(webhook) === undefined)) return;
    clearTimeout(this.timers.get(webhook));
    this.timers.delete(webhook);
    const next = this.options.store.deliveries.next(webhook, new Date());
    if (!next) return;
    const wait = Math.max(0, Date.parse(next.nextAt as string) - Date.now());
    const timer = setTimeout(() => void this.sendNext(webhook), Math.min(wait, LONGEST_WAIT));
    this.timers.set(webhook, timer);
  }

  private async sendNext(webhook: string): Promise<void> {
    this.timers.set(webhook, undefined);
    try {
      await this.queue.run(webhook, async () => {
        const next = this.options.store.deliveries.next(webhook, new Date());
        if (next && !this.isStopped && Date.parse(next.nextAt as string) <= Date.now()) await this.attempt(next);
      });
    } catch (error) {
      this.options.log.error(`the webhook ${webhook}`, error);
    } finally {
      this.timers.delete(webhook);
      this.wake(webhook);
    }
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const { store, send } = this.options;
    const secrets = store.webhooks.secretsOf(delivery.webhook);
    const event = store.events.find(delivery.event);
    const at = new Date();
    const answer =
      secrets && event
        ? await send(new URL(secrets.url), this.message(delivery.id, event, { secret: secrets.secret, at }))
        : { status: undefined, reason: 'the event is not kept any more', took: 0 };
    if (this.isStopped) return;
    store.deliveries.tried(delivery.id, {
      ...answer,
      triedAt: at.toISOString(),
      ...this.stateAfter(delivery, answer, !event),
    });
    const tried = store.deliveries.find(delivery.id);
    if (tried) this.waiting.get(delivery.id)?.(tried);
    this.waiting.delete(delivery.id);
  }

  private message(id: string, event: RackEvent, { secret, at }: { secret: string; at: Date }) {
    const { rack, version } = this.options;
    const { type, at: timestamp, app, actor, message, data } = event;
    const body = JSON.stringify({ type, timestamp, rack, event: event.id, app, actor, message, data });
    const usual = { 'content-type': 'application/json', 'user-agent': `Rack/${version}` };
    return { body, headers: { ...usual, ...signatureHeaders(secret, { id, at, body }) } };
  }

  private stateAfter({ tries }: Delivery, { reason }: Answer, isHopeless: boolean): Pick<Delivery, 'state' | 'nextAt'> {
    if (reason === undefined) return { state: 'delivered', nextAt: undefined };
    const wait = (this.options.waits ?? WAITS)[tries];
    if (wait === undefined || isHopeless) return { state: 'failed', nextAt: undefined };
    const jittered = wait * (1 + Math.random() * JITTER);
    return { state: 'waiting', nextAt: new Date(Date.now() + jittered).toISOString() };
  }
}

// Private

function wants({ app, types }: Webhook, event: RackEvent): boolean {
  return (app === undefined || app === event.app) && isWanted(types, event.type);
}
