import { createHash } from 'node:crypto';
import { type Constraint, check } from '../endpoint/check.ts';
import { AwsError, type Input } from '../endpoint/service.ts';
import { expressionOf } from './due.ts';
import { invalid } from './errors.ts';
import { zoneOf } from './expression/zone.ts';
import type { Request, Settings } from './model.ts';
import { TARGET, type TargetPlace, targetOf } from './target.ts';

/** What the name of a schedule or a group is. */
export const NAME: Constraint = { min: 1, max: 64, pattern: /^[0-9a-zA-Z-_.]+$/ };
/** What a client's token is. */
export const TOKEN: Constraint = { min: 1, max: 64, pattern: /^[a-zA-Z0-9-_]+$/ };

/** Throws what AWS answers when members, those of inner structures by their paths, are of another kind or break their constraints. */
export function checkMembers(input: Input, constraints: Readonly<Record<string, Constraint>>): void {
  const members = Object.fromEntries(Object.keys(constraints).map((path) => [path, memberAt(input, path)]));
  for (const [path, value] of Object.entries(members)) {
    if (value !== undefined && value !== null) checkKind(path, value, constraints[path] as Constraint);
  }
  check(members, constraints);
}

/** The settings that a request asks for, with AWS's defaults where it asks for nothing. */
export function settingsOf(input: Input, now: number, place: TargetPlace): Settings {
  checkMembers(input, { ...SETTINGS, ...TARGET });
  const settings: Settings = {
    ScheduleExpression: input.ScheduleExpression,
    ScheduleExpressionTimezone: input.ScheduleExpressionTimezone ?? 'UTC',
    StartDate: timeOf(input.StartDate, 'StartDate'),
    EndDate: timeOf(input.EndDate, 'EndDate'),
    State: input.State ?? 'ENABLED',
    FlexibleTimeWindow: windowOf(input.FlexibleTimeWindow),
    ActionAfterCompletion: input.ActionAfterCompletion ?? 'NONE',
    Description: input.Description,
    KmsKeyArn: input.KmsKeyArn,
    Target: targetOf(input.Target, place),
  };
  checkTimes(settings, now);
  return settings;
}

/** What of a request tells whether it is the same one again. */
export function requestOf({ ClientToken, ...rest }: Input): Request | undefined {
  if (ClientToken === undefined) return undefined;
  return { token: ClientToken, digest: createHash('sha256').update(JSON.stringify(rest)).digest('hex') };
}

// Private

const SETTINGS: Record<string, Constraint> = {
  Name: { ...NAME, required: true },
  GroupName: NAME,
  ClientToken: TOKEN,
  ScheduleExpression: { required: true, min: 1, max: 256 },
  ScheduleExpressionTimezone: { min: 1, max: 50 },
  State: { oneOf: ['ENABLED', 'DISABLED'] },
  ActionAfterCompletion: { oneOf: ['NONE', 'DELETE'] },
  Description: { max: 512 },
  KmsKeyArn: { min: 1, max: 2048, pattern: /^arn:aws(-[a-z]+)?:kms:[a-z0-9-]+:\d{12}:(key|alias)\/[0-9a-zA-Z-_]*$/ },
  'FlexibleTimeWindow.Mode': { required: true, oneOf: ['OFF', 'FLEXIBLE'] },
  'FlexibleTimeWindow.MaximumWindowInMinutes': { atLeast: 1, atMost: 1440 },
};

/** A start may lie this far back, in milliseconds. */
const LATEST_START = 5 * 60_000;

function memberAt(input: Input, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Input | undefined)?.[name], input);
}

function checkKind(path: string, value: unknown, { atLeast, atMost }: Constraint): void {
  const kind = atLeast === undefined && atMost === undefined ? 'string' : 'number';
  if (typeof value === kind || (kind === 'string' && Array.isArray(value))) return;
  throw new AwsError('SerializationException', `${path} is to be a ${kind}.`);
}

/** A time of the wire is seconds since 1970; other services hand over dates. */
function timeOf(value: unknown, name: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const time = typeof value === 'number' ? value * 1000 : new Date(String(value)).getTime();
  if (Number.isNaN(time)) throw new AwsError('SerializationException', `${name} is to be a time.`);
  return time;
}

function windowOf({ Mode, MaximumWindowInMinutes }: Input): Settings['FlexibleTimeWindow'] {
  const isFlexible = Mode === 'FLEXIBLE';
  if (isFlexible && MaximumWindowInMinutes === undefined)
    throw invalid('MaximumWindowInMinutes is required where the Mode of FlexibleTimeWindow is FLEXIBLE.');
  if (!isFlexible && MaximumWindowInMinutes !== undefined)
    throw invalid('MaximumWindowInMinutes is not allowed where the Mode of FlexibleTimeWindow is OFF.');
  return isFlexible ? { Mode, MaximumWindowInMinutes } : { Mode };
}

function checkTimes(settings: Settings, now: number): void {
  const { ScheduleExpression, ScheduleExpressionTimezone: zone, StartDate, EndDate } = settings;
  if (!zoneOf(zone)) throw invalid(`Invalid Schedule Expression Timezone ${zone}.`);
  const expression = expressionOf(settings, now);
  if (!expression) throw invalid(`Invalid Schedule Expression ${ScheduleExpression}.`);
  if (expression.isOnce) return;
  if (StartDate !== undefined && StartDate < now - LATEST_START)
    throw invalid('The StartDate you specify cannot be earlier than 5 minutes ago.');
  if (EndDate !== undefined && EndDate < now) throw invalid('The EndDate you specify cannot be in the past.');
  if (EndDate !== undefined && EndDate <= (StartDate ?? -Infinity))
    throw invalid('The StartDate you specify must come before the EndDate.');
}
