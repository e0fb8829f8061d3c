import type { Operation } from '../../endpoint/service.ts';
import { containerDefinitionOf } from '../container-definition.ts';
import { describeDefinition } from '../describe.ts';
import type { Ecs } from '../ecs.ts';
import { placementConstraintsOf } from '../placement-constraints.ts';
import { tagsOf } from '../tags.ts';
import { checkTaskDefinition } from '../task-definition.ts';
import { volumeOf } from '../volume-definition.ts';

const KEPT = [
  'taskRoleArn',
  'executionRoleArn',
  'networkMode',
  'pidMode',
  'requiresCompatibilities',
  'runtimePlatform',
];

/** Adds a revision to a family. */
export const registerTaskDefinition =
  (ecs: Ecs): Operation =>
  (input) => {
    checkTaskDefinition(input);
    const { store, arns } = ecs;
    const family: string = input.family;
    const former = store.definitionsIn(family);
    const revision = Math.max(0, ...former.map((each) => each.revision)) + 1;
    const definition = store.definitions.save({
      arn: arns.definition(family, revision),
      family,
      revision,
      status: 'ACTIVE',
      containers: input.containerDefinitions.map(containerDefinitionOf),
      volumes: (input.volumes ?? []).map(volumeOf),
      placementConstraints: placementConstraintsOf(input.placementConstraints, 'ClientException', true),
      ...(input.cpu && { cpu: String(input.cpu) }),
      ...(input.memory && { memory: String(input.memory) }),
      rest: Object.fromEntries(KEPT.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]]))),
      tags: tagsOf(input),
      registeredAt: Date.now(),
    });
    return { taskDefinition: describeDefinition(definition), tags: definition.tags };
  };
