import { statfs } from 'node:fs/promises';
import type { MachineInfo } from '../aws/machines.ts';
import { size } from '../deploy/timing.ts';
import type { Alert } from '../model/alert.ts';
import { stackWord } from '../model/stack-status.ts';
import type { Disk } from './alerts/disks.ts';

/** How one part of the rack is. */
export interface HealthCheck {
  name: string;
  state: 'ok' | 'warning' | 'failing';
  /** What was found, as a sentence without its end. */
  detail: string;
}

/** What tells how the rack is, besides AWS. */
export interface Vitals {
  /** The folder of all state that is not in AWS. */
  folder: string;
  /** Milliseconds by which the logs are behind; undefined before the first look. */
  lag(): number | undefined;
  builds(): { running: number; waiting: number; places: number };
  /** Changes of apps, pushes too. */
  changes(): { running: number; waiting: number };
  /** Deliveries of webhooks that wait to be tried again, and the receivers that refuse them. */
  deliveries(): { waiting: number; troubled: number };
  /** The disks of the machines, where agents tell of them. */
  disks?: () => readonly Disk[];
  /** What is wrong now. */
  alerts(): readonly Alert[];
  /** Certificates that expire within a month, and when. */
  expiring(): Promise<{ name: string; expires: Date }[]>;
}

export interface Patient extends Vitals {
  machines: readonly MachineInfo[];
  /** CloudFormation's status of the rack's stack. */
  stack: string | undefined;
}

/** Looks at all parts; what is not well comes first. */
export async function healthOf(patient: Patient): Promise<HealthCheck[]> {
  const checks = [
    stackCheck(patient),
    instancesCheck(patient),
    logsCheck(patient),
    await diskCheck(patient),
    queueCheck('builds', patient.builds()),
    queueCheck('changes', patient.changes()),
    webhooksCheck(patient),
    alertsCheck(patient),
    ...(await certificateChecks(patient)),
  ];
  return checks.sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state));
}

// Private

const ORDER: readonly HealthCheck['state'][] = ['failing', 'warning', 'ok'];

/** Milliseconds by which logs may be behind before somebody should know. */
const SLOW_LOGS = 10_000;

/** Below so much of the disk something has to be done: SQLite, git and builds all need room. */
const LITTLE = 0.1;
const TOO_LITTLE = 0.02;

function stackCheck({ stack }: Patient): HealthCheck {
  const word = stackWord(stack);
  const state = word === 'running' ? 'ok' : word === 'failed' || word === 'new' ? 'failing' : 'warning';
  return { name: 'stack', state, detail: stack ?? 'there is none' };
}

function instancesCheck({ machines }: Patient): HealthCheck {
  const silent = machines.filter(({ agentConnected }) => !agentConnected).map(({ id }) => id);
  const active = machines.filter(({ status }) => status === 'ACTIVE').length;
  const state = active === silent.length ? 'failing' : silent.length > 0 ? 'warning' : 'ok';
  const unheard = silent.length > 0 ? `, nothing is heard of ${silent.join(', ')}` : '';
  return { name: 'instances', state, detail: `${active} of ${machines.length} take tasks${unheard}` };
}

function logsCheck({ lag }: Patient): HealthCheck {
  const behind = lag();
  if (behind === undefined) return { name: 'logs', state: 'warning', detail: 'the stream was not read yet' };
  const state = behind > SLOW_LOGS ? 'warning' : 'ok';
  return { name: 'logs', state, detail: `${Math.round(behind / 1000)} s behind the agents` };
}

async function diskCheck({ folder }: Patient): Promise<HealthCheck> {
  const { bavail, blocks, bsize } = await statfs(folder);
  const share = bavail / blocks;
  const state = share < TOO_LITTLE ? 'failing' : share < LITTLE ? 'warning' : 'ok';
  const detail = `${size(bavail * bsize)} of ${size(blocks * bsize)} are free for the server's state`;
  return { name: 'disk', state, detail };
}

/** A queue that is longer than what runs is no fault, but tells why somebody waits. */
function queueCheck(name: string, { running, waiting }: { running: number; waiting: number }): HealthCheck {
  const state = waiting > 2 * Math.max(1, running) ? 'warning' : 'ok';
  return { name, state, detail: `${running} run, ${waiting} wait` };
}

function webhooksCheck({ deliveries }: Patient): HealthCheck {
  const { waiting, troubled } = deliveries();
  const refuse = troubled > 0 ? `, ${troubled} ${troubled === 1 ? 'receiver refuses' : 'receivers refuse'} them` : '';
  return { name: 'webhooks', state: troubled > 0 ? 'warning' : 'ok', detail: `${waiting} deliveries wait${refuse}` };
}

function alertsCheck({ alerts }: Patient): HealthCheck {
  const all = alerts();
  const isCritical = all.some(({ severity }) => severity === 'critical');
  const state = isCritical ? 'failing' : all.length > 0 ? 'warning' : 'ok';
  const subjects = all.map(({ name, subject }) => `${name} (${subject})`).join(', ');
  return { name: 'alerts', state, detail: all.length > 0 ? `${subjects}; see ssh rack alerts` : 'nothing is wrong' };
}

async function certificateChecks({ expiring }: Patient): Promise<HealthCheck[]> {
  return (await expiring()).map(({ name, expires }) => ({
    name: 'certificate',
    state: expires.getTime() < Date.now() ? 'failing' : 'warning',
    detail: `${name} ${expires.getTime() < Date.now() ? 'expired' : 'expires'} at ${expires.toISOString()}`,
  }));
}
