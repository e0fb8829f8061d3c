import { isTrue, missing, type OperationOf, stackToChange } from './operation.ts';

/** UpdateTerminationProtection: whether DeleteStack is refused. */
export const updateTerminationProtection: OperationOf =
  ({ journal }) =>
  (input) => {
    const stack = stackToChange(journal, input.StackName);
    if (input.EnableTerminationProtection === undefined) throw missing('enableTerminationProtection');
    journal.stacks.update(stack.id, { protected: isTrue(input.EnableTerminationProtection) });
    return { StackId: stack.id };
  };
