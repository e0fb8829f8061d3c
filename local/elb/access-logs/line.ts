import type { Action, Listener } from '../model.ts';
import type { Entry } from './entry.ts';

/** What was done with a request, unless it was refused before any rule was tried. */
export interface Done {
  action?: Action['kind'] | undefined;
  /** The ARN of the target group that it went to. */
  targetGroup?: string;
}

/** What a line tells besides the request itself. */
export interface Around extends Done {
  listener: Pick<Listener, 'arn' | 'protocol' | 'port'>;
}

/** An entry as the user guide of Application Load Balancers has it under "Access log entries". */
export function accessLogLine(entry: Entry, { listener, targetGroup, action }: Around): string {
  const target = entry.target === '-' || entry.server === '<NOSRV>' ? '-' : `${entry.target}:${entry.targetPort}`;
  const balancer = listener.arn.replace(/^.*:listener\//, '').replace(/\/[^/]+$/, '');
  const priority = action === undefined ? '-1' : entry.rule === '-' ? '0' : (entry.rule.split(':')[0] ?? '');
  return [
    typeOf(entry, listener),
    timeOf(Number(entry.time)),
    balancer,
    `${entry.client}:${entry.clientPort}`,
    target,
    ...timesOf(entry, target !== '-'),
    entry.status,
    entry.targetStatus,
    entry.received,
    entry.sent,
    quoted(requestOf(entry, listener)),
    quoted(entry.agent),
    entry.cipher,
    entry.tlsVersion,
    targetGroup ?? '-',
    quoted(entry.trace),
    quoted(entry.serverName),
    // Which of several certificates was shown is not known.
    quoted('-'),
    priority,
    timeOf(Number(entry.time) - Math.max(Number(entry.active), 0) * 1000),
    quoted(action ?? '-'),
    quoted(action === 'redirect' ? entry.location : '-'),
    quoted('-'),
    quoted(target),
    quoted(entry.targetStatus),
    quoted('-'),
    quoted('-'),
    `TID_${entry.connection.replaceAll('-', '')}`,
  ].join(' ');
}

// Private

/** Microseconds since the epoch, to the microsecond. */
function timeOf(microseconds: number): string {
  const time = new Date(Math.floor(microseconds / 1000)).toISOString();
  return time.replace('Z', `${String(microseconds % 1000).padStart(3, '0')}Z`);
}

function typeOf({ status, version }: Entry, { protocol }: Around['listener']): string {
  const isSecure = protocol === 'HTTPS';
  if (status === '101') return isSecure ? 'wss' : 'ws';
  if (version.startsWith('HTTP/2')) return 'h2';
  return isSecure ? 'https' : 'http';
}

/** Until the request was sent, until the target began to answer, until that was sent on; -1 where no target was asked. */
function timesOf({ receiving, queueing, connecting, answering }: Entry, isForwarded: boolean): string[] {
  const sending = [receiving, queueing, connecting].map(Number);
  if (!isForwarded || sending.some((time) => time < 0)) return ['-1', '-1', '-1'];
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(3);
  const sent = seconds(sending.reduce((sum, time) => sum + time, 0));
  return Number(answering) < 0 ? [sent, '-1', '-1'] : [sent, seconds(Number(answering)), '0.000'];
}

function requestOf({ method, host, path, version }: Entry, { protocol, port }: Around['listener']): string {
  if (path === '-') return '- - -';
  const [name, given] = host.split(':');
  return `${method} ${protocol.toLowerCase()}://${name}:${given ?? port}${path} ${version}`;
}

const quoted = (text: string) => `"${text.replaceAll('"', '\\x22')}"`;
