import { Failure } from '../../lib/failure.ts';
import { nearest } from '../../lib/nearest.ts';

/** What can happen on a rack, and what it means. */
export const EVENT_TYPES = {
  'alert.cleared': 'what was wrong is over',
  'alert.raised': 'something is wrong, or became worse: ssh rack help alerts',
  'app.created': 'an app was made',
  'app.destroyed': 'an app was removed with all it had',
  'app.changed': 'something of an app was changed that has no type of its own',
  'app.scaled': 'the formation of an app was changed',
  'build.complete': 'a build made its image',
  'build.failed': 'a build made no image, or was cancelled',
  'certificate.expiring': 'a certificate expires within 30, 14, 7 days or one, or did',
  'deploy.started': 'a deploy began',
  'deploy.live': 'a release serves',
  'deploy.failed': 'a deploy did not get there; what ran before goes on',
  'developer.changed': 'a developer was added, changed or removed',
  'domain.changed': 'a domain or certificate of an app was changed',
  'drain.changed': 'a drain of an app was added or removed',
  'env.changed': 'variables were set or unset; their names, never their values',
  'instance.appeared': 'a machine was added',
  'instance.changed': 'a machine was drained, activated or is to be terminated',
  'instance.gone': 'a machine is no longer there',
  'key.changed': 'an SSH key was added or removed',
  'login.refused': 'somebody was not let in',
  'maintenance.changed': 'maintenance of an app was switched on or off, or the app was locked or unlocked',
  'process.crashed': 'a copy of a process ended by itself',
  'process.crash-loop': 'copies of a process end again and again',
  'process.out-of-memory': 'a program inside of a copy was killed because it was out of memory; the copy goes on',
  'process.restarted': 'copies were restarted or stopped by somebody',
  'rack.changed': 'something of the rack was changed that has no type of its own',
  'release.rolled-back': 'an earlier release was made live again',
  'resource.changed': 'a resource was made, changed, linked, backed up or removed',
  'settings.changed': 'settings of an app were changed',
  'timer.failed': 'a run of a timer ended with another code than 0',
  'timer.missed': 'a run of a timer did not begin',
  'token.changed': 'a token was made or revoked, or a session of the console opened or ended',
  'webhook.changed': 'a webhook was added or removed',
  'webhook.test': 'somebody tries a webhook',
} as const satisfies Record<string, string>;

export type EventType = keyof typeof EVENT_TYPES;

/** Something that happened. */
export interface RackEvent {
  /** Rises from event to event. */
  id: number;
  /** ISO 8601. */
  at: string;
  type: EventType;
  /** What app it is about; undefined: the rack. */
  app: string | undefined;
  /** The developer who did it; undefined: nobody, it happened. */
  actor: string | undefined;
  /** For people: a sentence without its end. Never a secret value, as nothing of an event. */
  message: string;
  /** For programs. */
  data: Readonly<Record<string, EventValue>>;
}

export type EventValue = string | number | boolean | readonly string[];

/** An event that the store has not numbered yet. */
export interface NewEvent extends Pick<RackEvent, 'type' | 'message'> {
  at?: string;
  app?: string | undefined;
  actor?: string | undefined;
  /** Undefined members are left out. */
  data?: Readonly<Record<string, EventValue | undefined>>;
}

/** Says what happened, to whoever wants to know. */
export type Announce = (event: NewEvent) => void;

/** Throws a `Failure` `bad_event_type` unless the word is a type of events, or `deploy.*` for all that begin so. */
export function checkEventPattern(word: string): void {
  const types = Object.keys(EVENT_TYPES);
  if (word === '*' || types.some((type) => matches(word, type))) return;
  const near = nearest(word, types);
  throw new Failure('bad_event_type', `There are no events of the type "${word}".`, {
    hint: `${near ? `Did you mean ${near}? ` : ''}All types: ssh rack help events`,
  });
}

/** Whether events of this type are meant; no pattern at all means every type. */
export function isWanted(patterns: readonly string[], type: string): boolean {
  return patterns.length === 0 || patterns.some((pattern) => pattern === '*' || matches(pattern, type));
}

// Private

function matches(pattern: string, type: string): boolean {
  return pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)));
}
