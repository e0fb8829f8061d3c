import { AwsError, type Operation } from '../../endpoint/service.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, required, wholeNumber } from '../lookup.ts';
import { protectable } from '../protectable.ts';
import { describeProtection } from '../protection.ts';
import { serviceOf } from '../store.ts';
import { isTrue } from '../unserved.ts';

const MOST = 10;
const MINUTE_MS = 60_000;
const USUAL_MINUTES = 120;
const MOST_MINUTES = 2880;

/** Protects tasks of services from being stopped by deployments and scaling for a while, or no longer. */
export const updateTaskProtection =
  (ecs: Ecs): Operation =>
  (input) => {
    const cluster = findCluster(ecs, required(input.cluster, 'cluster'));
    const isOn = isTrue(required(input.protectionEnabled, 'protectionEnabled'));
    const minutes = wholeNumber(input.expiresInMinutes, 'expiresInMinutes', 1) ?? USUAL_MINUTES;
    if (minutes > MOST_MINUTES) refuse(`expiresInMinutes must be from 1 to ${MOST_MINUTES}, and is ${minutes}.`);
    const { tasks, failures } = protectable(ecs, cluster, required(input.tasks, 'tasks'), MOST);
    for (const task of tasks) {
      task.protectedUntil = isOn ? Date.now() + minutes * MINUTE_MS : 0;
      ecs.store.tasks.save(task);
      const service = serviceOf(ecs.store, task);
      if (service) ecs.scheduler.wake(service);
    }
    return { protectedTasks: tasks.map(describeProtection), failures };
  };

// Private

function refuse(message: string): never {
  throw new AwsError('InvalidParameterException', message);
}
