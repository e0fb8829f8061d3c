import { checkStackPolicy } from '../engine/stack-policy.ts';
import { validationError } from '../errors.ts';
import { type OperationOf, stackNamed } from './operation.ts';

/** SetStackPolicy: what updates may do to the stack's resources from now on. */
export const setStackPolicy: OperationOf =
  ({ journal }) =>
  (input) => {
    const stack = stackNamed(journal, input.StackName);
    const { StackPolicyBody: policy, StackPolicyURL } = input;
    if (StackPolicyURL !== undefined) throw validationError('StackPolicyURL is not served here.');
    if (policy === undefined) throw validationError('You must specify either StackPolicyBody or StackPolicyURL');
    checkStackPolicy(policy);
    journal.stacks.update(stack.id, { settings: { ...stack.settings, policy } });
    return undefined;
  };
