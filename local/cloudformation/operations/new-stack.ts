import { randomUUID } from 'node:crypto';
import type { Place } from '../engine/workshop.ts';
import type { Stack } from '../store/stacks.ts';
import { checkName } from './operation.ts';

/** A stack of which nothing is known yet but its name and what is given. */
export function newStack(name: string, given: Partial<Stack> & Pick<Stack, 'status'>, place: Place): Stack {
  checkName(name, 'stackName');
  return {
    id: `arn:aws:cloudformation:${place.region}:${place.account}:stack/${name}/${randomUUID()}`,
    name,
    reason: 'User Initiated',
    definition: {
      template: '',
      description: undefined,
      masked: [],
      parameters: {},
      capabilities: [],
      tags: [],
      notificationArns: [],
    },
    previous: undefined,
    outputs: [],
    token: undefined,
    onFailure: 'ROLLBACK',
    timeoutMinutes: undefined,
    protected: false,
    createdAt: new Date(),
    updatedAt: undefined,
    deletedAt: undefined,
    settings: {},
    ...given,
  };
}
