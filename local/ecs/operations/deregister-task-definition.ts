import { AwsError, type Operation } from '../../endpoint/service.ts';
import { nameIn } from '../arns.ts';
import { describeDefinition } from '../describe.ts';
import type { Ecs } from '../ecs.ts';
import { findDefinition, required } from '../lookup.ts';

/** Makes a revision INACTIVE: what runs it goes on, nothing new is started from it by hand. */
export const deregisterTaskDefinition =
  (ecs: Ecs): Operation =>
  (input) => {
    const named: string = required(input.taskDefinition, 'taskDefinition');
    if (!nameIn(named).includes(':')) throw new AwsError('InvalidParameterException', 'Missing revision.');
    const definition = findDefinition(ecs, named);
    if (!definition) throw new AwsError('ClientException', 'The specified task definition does not exist.');
    if (definition.status === 'ACTIVE') {
      Object.assign(definition, { status: 'INACTIVE', deregisteredAt: Date.now() });
      ecs.store.definitions.save(definition);
    }
    return { taskDefinition: describeDefinition(definition) };
  };
