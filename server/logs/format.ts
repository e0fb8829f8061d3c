import { Failure } from '../../lib/failure.ts';
import type { LogLine } from './logs.ts';

/** `2026-11-22T21:31:00.123456Z app[web.1]: message` */
export function formatLine({ time, source, process, message }: LogLine): string {
  return `${time} ${source}[${process}]: ${message}`;
}

/** A time with exactly six digits of its second, so that times sort as text; those that Docker noted have up to nine. */
export function microseconds(time: string): string {
  // Nearly all are as Docker notes them.
  if (time.length >= 27 && time.length <= 30 && time[19] === '.' && time.endsWith('Z')) return `${time.slice(0, 26)}Z`;
  const [, second, fraction = ''] = /^([^.Z]+)(?:\.(\d+))?Z$/.exec(time) ?? [];
  return second === undefined
    ? microseconds(new Date(time).toISOString())
    : `${second}.${fraction.padEnd(6, '0').slice(0, 6)}Z`;
}

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * The time, as a log query takes it, that `1h`, `30m`, `2d` or an RFC 3339 time stands for.
 * Throws a `Failure` `bad_since` for anything else.
 */
export function parseSince(text: string, now: Date): string {
  const [, amount, unit] = /^(\d{1,9})\s*([smhdw])$/.exec(text) ?? [];
  if (unit) return timeOf(now.getTime() - Number(amount) * (UNITS[unit] as number) * 1000, text);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(text) && !Number.isNaN(Date.parse(text)))
    return precise(text);
  if (/^\d{4}-\d\d-\d\d/.test(text)) return timeOf(Date.parse(text), text);
  throw bad(text);
}

/** As `parseSince`, and `+10m` for a time to come. Throws a `Failure` `bad_until`. */
export function parseUntil(text: string, now: Date): string {
  const [, amount, unit] = /^\+(\d{1,9})\s*([smhdw])$/.exec(text) ?? [];
  if (unit) return microseconds(later(now, Number(amount) * (UNITS[unit] as number), text));
  try {
    return parseSince(text, now);
  } catch {
    throw badUntil(text);
  }
}

// Private

function later(now: Date, seconds: number, text: string): string {
  const time = new Date(now.getTime() + seconds * 1000);
  if (Number.isNaN(time.getTime()) || time.getUTCFullYear() > 9999) throw badUntil(text);
  return time.toISOString();
}

/** Keeps the digits below the millisecond, which a Date would drop. */
function precise(text: string): string {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  return microseconds(`${new Date(text).toISOString().slice(0, 19)}.${fraction}0Z`);
}

function timeOf(milliseconds: number, text: string): string {
  if (Number.isNaN(new Date(milliseconds).getTime())) throw bad(text);
  return microseconds(new Date(milliseconds).toISOString());
}

function bad(text: string): Failure {
  return new Failure('bad_since', `"${text}" is no time to show logs since.`, {
    hint: 'Use 30m, 1h or 2d, or a time as 2026-11-22T21:31:00Z.',
  });
}

function badUntil(text: string): Failure {
  return new Failure('bad_until', `"${text}" is no time to show logs until.`, {
    hint: 'Use 30m or 1h for a time ago, +10m for one to come, or a time as 2026-11-22T21:31:00Z.',
  });
}
