import { check } from '../../endpoint/check.ts';
import type { Input } from '../../endpoint/service.ts';

/** Holds the members of a request that changes stacks to the constraints of the API reference. */
export function checkConstraints(input: Input): void {
  const { TimeoutInMinutes: minutes } = input;
  const read = { ...input, ...(minutes !== undefined && { TimeoutInMinutes: Number(minutes) }) };
  check(read, CONSTRAINTS, 'ValidationError');
}

// Private

const CONSTRAINTS = {
  ClientRequestToken: { min: 1, max: 128, pattern: /^[a-zA-Z0-9][-a-zA-Z0-9]*$/ },
  NotificationARNs: { max: 5 },
  StackPolicyBody: { min: 1, max: 16_384 },
  StackPolicyDuringUpdateBody: { min: 1, max: 16_384 },
  Tags: { max: 50 },
  TimeoutInMinutes: { atLeast: 1 },
};
