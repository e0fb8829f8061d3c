import { Failure } from '../../../lib/failure.ts';
import type { Resolve } from '../../git/submodules/public-address.ts';
import { checkEventPattern } from '../../model/event.ts';
import { newId } from '../../model/release.ts';
import { type Delivery, parseReceiver, shownReceiver, type Webhook } from '../../model/webhook.ts';
import type { Store } from '../../store/store.ts';
import { type Actor, audited } from '../actor.ts';
import type { Apps } from '../apps.ts';
import { requireAdmin } from '../guard.ts';
import type { Deliverer } from './deliverer.ts';
import { checkSecret, newSecret } from './signature.ts';

export interface WebhooksOptions {
  store: Pick<Store, 'audit' | 'webhooks' | 'deliveries' | 'events'>;
  apps: Pick<Apps, 'find'>;
  deliverer: Deliverer;
  /** To which address a host leads; throws for those that the rack does not ask. */
  resolve: Resolve;
}

/** A receiver, and what it wants to hear of. */
export interface NewWebhook {
  url: string;
  app?: string | undefined;
  /** Types of events, as `deploy.live` and `build.*`; none: all. */
  types: readonly string[];
  /** undefined: the rack makes one. */
  secret?: string | undefined;
}

/** Receivers of more than so many events would make each event dear. */
const MOST = 100;

/** Where events are sent to. All of it is for admins: the rack's requests may reach what others cannot. */
export class Webhooks {
  private readonly options: WebhooksOptions;

  constructor(options: WebhooksOptions) {
    this.options = options;
  }

  /** In the order in which they were added. */
  list(actor: Actor): Webhook[] {
    requireAdmin(actor, 'the list of webhooks');
    return this.options.store.webhooks.list();
  }

  /** Adds a receiver; answers it with its secret, which is told this once. */
  async add({ url, app, types, secret }: NewWebhook, actor: Actor): Promise<Webhook & { secret: string }> {
    requireAdmin(actor, 'adding a webhook');
    const receiver = parseReceiver(url);
    const shown = shownReceiver(receiver);
    return audited(this.options.store, { actor, what: `webhooks add ${shown}`, app }, async (note) => {
      if (app !== undefined) this.options.apps.find(app, actor);
      for (const type of types) checkEventPattern(type);
      if (secret !== undefined) checkSecret(secret);
      if (this.options.store.webhooks.list().length >= MOST) throw tooMany();
      await this.options.resolve(receiver.hostname);
      const id = `W${newId('R').slice(1)}`;
      note(id);
      const whole = { url: receiver.href, secret: secret ?? newSecret() };
      const words = { id, receiver: shown, app, types: [...types], createdBy: actor.developer.name };
      return { ...this.options.store.webhooks.add(words, whole), secret: whole.secret };
    });
  }

  /** Takes a receiver out; what waits for it is not sent any more. */
  async remove(id: string, actor: Actor): Promise<Webhook> {
    requireAdmin(actor, 'removing a webhook');
    return audited(this.options.store, { actor, what: `webhooks remove ${id}` }, () => {
      const webhook = this.find(id);
      this.options.store.webhooks.remove(id);
      return webhook;
    });
  }

  /** Sends an event of its own to a receiver, and waits for what comes of the first try. */
  async test(id: string, actor: Actor): Promise<Delivery> {
    requireAdmin(actor, 'trying a webhook');
    return audited(this.options.store, { actor, what: `webhooks test ${id}` }, async (note) => {
      this.find(id);
      const { name } = actor.developer;
      const message = `${name} tries the webhook ${id}`;
      const event = this.options.store.events.add({
        type: 'webhook.test',
        actor: name,
        message,
        data: { webhook: id },
      });
      const delivery = this.options.deliverer.deliver(id, event);
      note(delivery.id);
      return this.options.deliverer.outcome(delivery.id);
    });
  }

  /** The newest deliveries to a receiver, newest first. */
  deliveries(id: string, last: number, actor: Actor): (Delivery & { type: string | undefined })[] {
    requireAdmin(actor, 'the deliveries of a webhook');
    const { deliveries, events } = this.options.store;
    const list = deliveries.list(this.find(id).id, last);
    return list.map((delivery) => ({ ...delivery, type: events.find(delivery.event)?.type }));
  }

  /** Sends a delivery once more, whatever came of it before, and waits for what comes of it. */
  async redeliver(id: string, actor: Actor): Promise<Delivery> {
    requireAdmin(actor, 'delivering once more');
    return audited(this.options.store, { actor, what: `webhooks redeliver ${id}` }, () => {
      const delivery = this.options.store.deliveries.find(id);
      if (!delivery) throw deliveryNotFound(id);
      this.options.deliverer.again(delivery);
      return this.options.deliverer.outcome(id);
    });
  }

  // Private

  private find(id: string): Webhook {
    const webhook = this.options.store.webhooks.find(id);
    if (webhook) return webhook;
    throw new Failure('webhook_not_found', `There is no webhook ${id}.`, { hint: 'List them: ssh rack webhooks' });
  }
}

// Private

function deliveryNotFound(id: string): Failure {
  return new Failure('delivery_not_found', `There is no delivery ${id}.`, {
    hint: 'List them: ssh rack webhooks deliveries WEBHOOK',
  });
}

function tooMany(): Failure {
  return new Failure('too_many_webhooks', `There are ${MOST} webhooks, which is the most.`, {
    hint: 'Remove one that nobody needs: ssh rack webhooks',
  });
}
