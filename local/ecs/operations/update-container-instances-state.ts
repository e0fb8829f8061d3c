import { AwsError, type Operation } from '../../endpoint/service.ts';
import type { Ecs } from '../ecs.ts';
import { findCluster, required } from '../lookup.ts';
import { describeContainerInstances } from './describe-container-instances.ts';

const MOST = 10;

/** Refuses to drain this machine, which is all the capacity there is; to keep it active changes nothing. */
export const updateContainerInstancesState =
  (ecs: Ecs): Operation =>
  (input) => {
    findCluster(ecs, input.cluster);
    const { containerInstances = [] } = input;
    if (containerInstances.length > MOST) refuse(`Container instances cannot be more than ${MOST}.`);
    const status = required(input.status, 'status');
    if (status === 'DRAINING') refuse('This machine is the only container instance: its tasks have nowhere to go.');
    if (status !== 'ACTIVE') refuse('Container instance status should be one of [ACTIVE,DRAINING]');
    return describeContainerInstances(ecs)(input);
  };

// Private

function refuse(message: string): never {
  throw new AwsError('InvalidParameterException', message);
}
