import { constants } from 'node:os';
import type { RecordLine, TaskEvent } from '../wire/log-record.ts';
import type { Container } from './docker/container.ts';

/** A line that the agent says. */
export type EventLine = RecordLine & { event: TaskEvent };

/*
 * Lines that the agent says about a container. Their sequence is the microsecond of what they tell, as Docker noted it, so
 * that an agent which starts anew and tells it again gives it the same number.
 */

/** `started (RABCDEFGHI)` */
export function started({ origin, startedAt }: Container): EventLine {
  return say('started', startedAt as string, origin.release ? `started (${origin.release})` : 'started');
}

/** `exited with code 1` */
export function stopped({ finishedAt, exitCode, wasOutOfMemory, memoryLimit }: Container): EventLine {
  const why = wasOutOfMemory ? `: out of memory${limit(memoryLimit)}` : killedBy(exitCode);
  return say('stopped', finishedAt as string, `exited with code ${exitCode}${why}`);
}

/** `exited with code 1`, of a container that is no more. */
export function stoppedAt(microsecond: number, exitCode: number): EventLine {
  return say('stopped', timeOf(microsecond), `exited with code ${exitCode}${killedBy(exitCode)}`);
}

/** What is left to say of a container that was removed while no agent was looking. */
export function vanished(microsecond: number): EventLine {
  return say('stopped', timeOf(microsecond), 'ended and was removed while no agent was running');
}

export function outOfMemory(microsecond: number, memoryLimit: number | undefined): EventLine {
  return say('memory', timeOf(microsecond), `a process was killed: out of memory${limit(memoryLimit)}`);
}

export function health(microsecond: number, status: string): EventLine {
  return say('health', timeOf(microsecond), `health check: ${status}`);
}

/** `bytes` is how much of Docker's files that was; 0 where it is not known. */
export function lost(microsecond: number, bytes = 0): EventLine {
  const why =
    bytes > 0
      ? `${size(bytes)} of log files were given up, for the stream took too little for too long`
      : 'the log files were rotated away before they could be read';
  return say('lost', timeOf(microsecond), `lines are missing here: ${why}`);
}

/** Of a container that came and went before the agent could look at it. */
export function unseen(microsecond: number): EventLine {
  return say(
    'lost',
    timeOf(microsecond),
    'lines are missing here, if it printed any: it was removed before it was read',
  );
}

/** `its lines are not here: Docker gives them to awslogs` */
export function elsewhere({ startedAt, logDriver }: Container): EventLine {
  const where = logDriver === 'none' ? 'Docker keeps none of this container' : `Docker gives them to ${logDriver}`;
  return say('elsewhere', startedAt as string, `its lines are not here: ${where}`);
}

/** The microsecond, since 1970, of an RFC 3339 time. */
export function microsecondOf(time: string): number {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  const second = Date.parse(time.replace(/\.\d+/, ''));
  return second * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

// Private

function say(event: TaskEvent, time: string, message: string): EventLine {
  return { time, sequence: microsecondOf(time), stream: 'agent', message, event };
}

function timeOf(microsecond: number): string {
  const seconds = new Date(Math.floor(microsecond / 1e6) * 1000).toISOString().slice(0, -'.000Z'.length);
  return `${seconds}.${String(microsecond % 1e6).padStart(6, '0')}Z`;
}

function size(bytes: number): string {
  return bytes < 1024 ** 2 ? `${Math.ceil(bytes / 1024)} KiB` : `${Math.round(bytes / 1024 ** 2)} MiB`;
}

function limit(bytes: number | undefined): string {
  return bytes ? ` (limit ${Math.round(bytes / 1024 ** 2)} MiB)` : '';
}

function killedBy(exitCode: number): string {
  const signal = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128);
  return signal ? ` (${signal[0]})` : '';
}
