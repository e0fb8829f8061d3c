import { AwsError, type Input } from '../endpoint/service.ts';
import type { EcsService, Tag, TaskDefinition } from './model.ts';

const MOST = 50;

/** The tags of a request, checked as AWS does. */
export function tagsOf({ tags }: Input): Tag[] {
  const wanted: Tag[] = tags ?? [];
  if (wanted.length > MOST) refuse(`Tags cannot be more than ${MOST}.`);
  // CloudFormation puts its own on what it makes.
  const reserved = wanted.find(({ key }) => /^aws:(?!cloudformation:)/i.test(key ?? ''));
  if (reserved) refuse(`The tag key ${reserved.key} is reserved: keys cannot begin with aws:.`);
  const keys = wanted.map(({ key }) => key);
  if (new Set(keys).size < keys.length) refuse('Duplicate keys are not allowed in tags.');
  return wanted;
}

/** The tags with which a service's task begins: those that are propagated to it, and those that ECS manages. */
export function serviceTaskTags({ name, cluster, rest, tags }: EcsService, definition: TaskDefinition): Tag[] {
  const propagated = { SERVICE: tags, TASK_DEFINITION: definition.tags }[String(rest.propagateTags)] ?? [];
  const managed = rest.enableECSManagedTags
    ? [{ key: 'aws:ecs:serviceName', value: name }, ...clusterTag(cluster)]
    : [];
  return [...propagated, ...managed];
}

/** The tags with which a task of no service begins. */
export function standaloneTags(input: Input, cluster: string, definition: TaskDefinition): Tag[] {
  if (input.propagateTags === 'SERVICE') refuse('SERVICE is not a valid value of propagateTags when running a task.');
  const own = tagsOf(input);
  const inherited = input.propagateTags === 'TASK_DEFINITION' ? definition.tags : [];
  const isOwn = ({ key }: Tag) => own.some((tag) => tag.key === key);
  const managed = input.enableECSManagedTags ? clusterTag(cluster) : [];
  return [...inherited.filter((tag) => !isOwn(tag)), ...own, ...managed];
}

// Private

function clusterTag(cluster: string): Tag[] {
  return [{ key: 'aws:ecs:clusterName', value: cluster }];
}

function refuse(message: string): never {
  throw new AwsError('InvalidParameterException', message);
}
