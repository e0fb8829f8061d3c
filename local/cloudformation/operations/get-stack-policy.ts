import { type OperationOf, stackNamed } from './operation.ts';

/** GetStackPolicy: the policy of a stack, if it has one. */
export const getStackPolicy: OperationOf =
  ({ journal }) =>
  (input) => ({ StackPolicyBody: stackNamed(journal, input.StackName).settings.policy });
