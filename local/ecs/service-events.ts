import { randomUUID } from 'node:crypto';
import type { EcsService } from './model.ts';

/** As many as AWS keeps. */
const KEPT = 100;
/** What goes on is told again after this time, as AWS does. */
const REPEAT_MS = 6 * 60 * 60_000;

const TROUBLESHOOTING = 'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';
const STEADY = 'has reached a steady state.';

/** Adds an event to a service, newest first, in AWS's wording: `(service web) …`. The caller saves the service. */
export function serviceEvent(service: EcsService, text: string): void {
  add(service, `(service ${service.name}) ${text}`);
}

/** The service has as many healthy tasks as it wants. */
export function steadyState(service: EcsService): void {
  serviceEvent(service, STEADY);
}

export function startedTasks(service: EcsService, ids: string[]): void {
  serviceEvent(service, `has started ${ids.length} tasks: ${named(ids)}.`);
}

export function stoppedTasks(service: EcsService, running: string[], pending: string[]): void {
  if (running.length > 0) serviceEvent(service, `has stopped ${running.length} running tasks: ${named(running)}.`);
  if (pending.length > 0) serviceEvent(service, `stopped ${pending.length} pending tasks.`);
}

/** The connections of a deployment's task are being drained. */
export function drainingConnections(service: EcsService, deployment: string): void {
  add(service, `(service ${service.name}, taskSet ${deployment}) has begun draining connections on 1 tasks.`);
}

/** There is no room for a task: `obstacle` says why not on the only instance there is. */
export function unplaceable(service: EcsService, instance: string, obstacle: string): void {
  const text =
    'was unable to place a task because no container instance met all of its requirements. The closest matching ' +
    `(container-instance ${instance}) ${obstacle}. ${TROUBLESHOOTING}`;
  complaint(service, text, 'has started ');
}

/** Task after task ends early. */
export function inconsistentStarts(service: EcsService): void {
  complaint(service, `is unable to consistently start tasks successfully. ${TROUBLESHOOTING}`, STEADY);
}

/** The percentages leave no room to start or to stop a single task. */
export function stuckDeployment(service: EcsService): void {
  const text =
    'was unable to stop or start tasks during a deployment because of the service deployment configuration. Update ' +
    'the minimumHealthyPercent or maximumPercent value and try again.';
  complaint(service, text, STEADY);
}

// Private

/** Told once, and again only when an event has come since that begins with `end`, or after hours. */
function complaint(service: EcsService, text: string, end: string): void {
  const prefix = `(service ${service.name}) `;
  const last = service.events.find(({ message }) => message === prefix + text || message.startsWith(prefix + end));
  const isKnown = last?.message === prefix + text && Date.now() - last.createdAt < REPEAT_MS;
  if (!isKnown) serviceEvent(service, text);
}

function add(service: EcsService, message: string): void {
  const event = { id: randomUUID(), createdAt: Date.now(), message };
  service.events = [event, ...service.events].slice(0, KEPT);
}

function named(ids: string[]): string {
  return ids.map((id) => `(task ${id})`).join(' ');
}
