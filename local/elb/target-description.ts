import { isIPv4 } from 'node:net';
import type { Input } from '../endpoint/service.ts';
import { invalidTarget, validationError } from './errors.ts';
import { integer, list, required } from './input.ts';
import { type TargetGroup, targetKey } from './model.ts';

export interface TargetDescription {
  key: string;
  id: string;
  port: number;
}

/** The targets that a request names, with the group's port where they tell none. */
export function targetsIn(input: Input, group: TargetGroup): TargetDescription[] {
  return list<Input>(input.Targets).map((target) => {
    const id = required(target, 'Id');
    const port = integer(target, 'Port', [1, 65535]) ?? group.port;
    if (!isIPv4(id)) throw invalidTarget(`The target '${id}' is not a valid IPv4 address`);
    return { key: targetKey(group.arn, id, port), id, port };
  });
}

export function someTargetsIn(input: Input, group: TargetGroup): TargetDescription[] {
  const targets = targetsIn(input, group);
  if (targets.length === 0) throw validationError('At least one target must be specified');
  return targets;
}
