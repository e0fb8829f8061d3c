import { type OperationOf, stackNamed } from './operation.ts';

/** GetTemplate: the text as it was sent. */
export const getTemplate: OperationOf =
  ({ journal }) =>
  (input) => ({
    TemplateBody: stackNamed(journal, input.StackName).definition.template,
    StagesAvailable: ['Original', 'Processed'],
  });
