import { AwsError, type Operation } from '../../endpoint/service.ts';
import { describeService } from '../describe.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, findService, required } from '../lookup.ts';

/** Drains a service: its tasks leave their target groups and stop, then it is INACTIVE. */
export const deleteService =
  (ecs: Ecs): Operation =>
  (input) => {
    const service = findService(ecs, findCluster(ecs, input.cluster), required(input.service, 'service'));
    if (!service || service.status === 'INACTIVE') throw new AwsError('ServiceNotFoundException', 'Service not found.');
    const isForced = input.force === true || input.force === 'true';
    if (
      service.status === 'ACTIVE' &&
      service.desiredCount > 0 &&
      service.schedulingStrategy === 'REPLICA' &&
      !isForced
    ) {
      throw new AwsError('InvalidParameterException', 'The service cannot be stopped while it is scaled above 0.');
    }
    Object.assign(service, { status: 'DRAINING', desiredCount: 0 });
    ecs.store.services.save(service);
    ecs.scheduler.wake(service);
    return { service: describeService(ecs, service) };
  };
