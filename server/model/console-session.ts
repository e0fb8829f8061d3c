/** A developer's visit of the console: offered by a link, open once the link was followed. */
export interface ConsoleSession {
  /** Ten letters and digits; not a secret. */
  id: string;
  developer: string;
  /** The fingerprint of the key that asked for the link: the session ends with it. */
  key: string;
  /** ISO 8601, as all times here. */
  createdAt: string;
  /** When the link was followed; undefined: it waits for that. */
  openedAt: string | undefined;
  /** Until when the link can be followed, and then until when the session lasts. */
  expiresAt: string;
  lastUsedAt: string | undefined;
  /** The address that it was used from last. */
  lastUsedFrom: string | undefined;
  /** What the browser calls itself. */
  browser: string | undefined;
}

/** Milliseconds in which a link can be followed. */
export const LINK_LIFE = 5 * 60_000;

/** Milliseconds that a session lasts. */
export const SESSION_LIFE = 12 * 3_600_000;

/** Milliseconds after which a session gets another secret. */
export const SECRET_LIFE = 3_600_000;

/** Milliseconds for which the secret before is good too: of requests that are under way together, one gets the new one. */
export const SECRET_GRACE = 60_000;
