import { Failure } from '../../lib/failure.ts';

/** Where events are sent to. */
export interface Webhook {
  /** `W` and nine capital letters. */
  id: string;
  /** The receiver, for those who look: its path may be a secret, and is left out. */
  receiver: string;
  /** Only events of this app. */
  app: string | undefined;
  /** Only events of these types, such as `deploy.*`; none: of all. */
  types: string[];
  createdBy: string;
  /** ISO 8601. */
  createdAt: string;
}

/** What only the rack and the receiver know. */
export interface WebhookSecrets {
  url: string;
  /** `whsec_` and the key in Base64. */
  secret: string;
}

/** `waiting` for its first or next try; `dropped` because too many waited, `failed` because every try did. */
export type DeliveryState = 'waiting' | 'delivered' | 'failed' | 'dropped';

/** One event on its way to one receiver. */
export interface Delivery {
  /** `D` and nine capital letters; the same in every try. */
  id: string;
  webhook: string;
  /** The number of the event. */
  event: number;
  state: DeliveryState;
  tries: number;
  createdAt: string;
  /** When it was tried last. */
  triedAt: string | undefined;
  /** When it is tried next. */
  nextAt: string | undefined;
  /** The HTTP status of the last answer. */
  status: number | undefined;
  /** Why there was no good one. */
  reason: string | undefined;
  /** Milliseconds of the last try. */
  took: number | undefined;
}

/** The address of a receiver. Throws a `Failure` `bad_webhook_url` for what is none. */
export function parseReceiver(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw badUrl('A receiver is an address that begins with https://.');
  if (text.length > LONGEST) throw badUrl(`An address of ${text.length} characters is too long.`);
  if (url.username !== '' || url.password !== '') throw badUrl('A receiver has no name and password in its address.');
  if (url.hash !== '') throw badUrl('What follows # is never sent.');
  return url;
}

/** A receiver as it may be shown: `https://hooks.example.com/…`. */
export function shownReceiver({ origin, pathname, search }: URL): string {
  return pathname === '/' && search === '' ? origin : `${origin}/…`;
}

// Private

const LONGEST = 2000;

function badUrl(what: string): Failure {
  return new Failure('bad_webhook_url', what, { hint: 'As in: ssh rack webhooks add https://hooks.example.com/rack' });
}
