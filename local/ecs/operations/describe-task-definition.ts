import { AwsError, type Operation } from '../../endpoint/service.ts';
import { describeDefinition } from '../describe.ts';
import type { Ecs } from '../ecs.ts';
import { findDefinition, required } from '../lookup.ts';

/** Shows a revision, or the newest active one of a family. */
export const describeTaskDefinition =
  (ecs: Ecs): Operation =>
  (input) => {
    const definition = findDefinition(ecs, required(input.taskDefinition, 'taskDefinition'));
    if (!definition) throw new AwsError('ClientException', 'Unable to describe task definition.');
    const tags = input.include?.includes('TAGS') ? { tags: definition.tags } : {};
    return { taskDefinition: describeDefinition(definition), ...tags };
  };
