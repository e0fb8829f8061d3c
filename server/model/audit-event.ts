import type { EventType, NewEvent } from './event.ts';

/** What the audit log tells of a change. */
export interface AuditedChange {
  who: string;
  /** `env: Set GREETING`, `keys add bob` */
  what: string;
  app?: string | undefined;
  detail?: string | undefined;
  result: string;
}

/**
 * The event that a record of the audit log is; undefined for changes that did not come about, and for deploys, which tell
 * of themselves as they go on.
 */
export function eventOfAudit({ who, what, app, detail, result }: AuditedChange): NewEvent | undefined {
  if (what === 'login') return { type: 'login.refused', message: `${who} was not let in: ${result}`, data: { who } };
  if (result !== 'ok' || TOLD_BY_THEMSELVES.test(what)) return undefined;
  const type =
    TYPES.find(([pattern]) => pattern.test(what))?.[1] ?? (app === undefined ? 'rack.changed' : 'app.changed');
  const message = [`${who}: ${what}`, app && `of ${app}`, detail && `(${detail})`].filter(Boolean).join(' ');
  return { type, app, actor: who, message, data: { what, detail } };
}

// Private

const TOLD_BY_THEMSELVES = /^(push|deploy|redeploy|promote|build|webhooks test|drains test)\b/;

/** By the words that the core gives its changes; the first one that fits. */
const TYPES: readonly [RegExp, EventType][] = [
  [/^create\b/, 'app.created'],
  [/^destroy\b/, 'app.destroyed'],
  [/^env\b/, 'env.changed'],
  [/^scale\b/, 'app.scaled'],
  [/^rollback\b/, 'release.rolled-back'],
  [/^(ps )?(restart|stop)\b/, 'process.restarted'],
  [/^(set|unset|settings)\b/, 'settings.changed'],
  [/^(domains?|certs?|certificates?)\b/, 'domain.changed'],
  [/^(maintenance|lock|unlock)\b/, 'maintenance.changed'],
  [/^(resources?|link|unlink)\b/, 'resource.changed'],
  [/^instances?\b/, 'instance.changed'],
  [/^developers?\b/, 'developer.changed'],
  [/^keys?\b/, 'key.changed'],
  [/^(tokens?|console)\b/, 'token.changed'],
  [/^webhooks?\b/, 'webhook.changed'],
  [/^drains?\b/, 'drain.changed'],
];
