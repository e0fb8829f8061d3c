import { changeSetNamed } from './change-set.ts';
import { type OperationOf, stackNamed } from './operation.ts';

/** GetTemplate: the text as it was sent, of a stack or of a change set. */
export const getTemplate: OperationOf =
  ({ journal }) =>
  (input) => {
    const { definition } =
      input.ChangeSetName === undefined ? stackNamed(journal, input.StackName) : changeSetNamed(journal, input);
    return { TemplateBody: definition.template, StagesAvailable: ['Original', 'Processed'] };
  };
