import { AwsError, type Operation } from '../../endpoint/service.ts';
import { stopAndRollBack } from '../deployments.ts';
import type { Ecs } from '../ecs.ts';
import { findServiceDeployment, required } from '../lookup.ts';

/** Stops a deployment that is under way: the service goes back to the last one that completed. */
export const stopServiceDeployment =
  (ecs: Ecs): Operation =>
  (input) => {
    const arn: string = required(input.serviceDeploymentArn, 'serviceDeploymentArn');
    const { stopType = 'ROLLBACK' } = input;
    if (stopType !== 'ROLLBACK') {
      throw new AwsError('InvalidParameterException', `The stop type ${stopType} is not served by this endpoint.`);
    }
    const known = findServiceDeployment(ecs, arn);
    if (!known) throw new AwsError('ServiceDeploymentNotFoundException', 'Service deployment not found.');
    const { service, entry } = known;
    if (entry.status !== 'IN_PROGRESS') {
      throw new AwsError(
        'ConflictException',
        `The service deployment ${arn} is ${entry.status} and cannot be stopped.`,
      );
    }
    if (!service.lastCompleted) {
      throw new AwsError('ConflictException', `The service deployment ${arn} has nothing to roll back to.`);
    }
    stopAndRollBack(service);
    ecs.store.services.save(service);
    ecs.scheduler.wake(service);
    return { serviceDeploymentArn: arn };
  };
