import { templateOf } from '../engine/blueprint.ts';
import type { Journal } from '../engine/journal.ts';
import { IN_REVIEW } from '../engine/states.ts';
import { validationError } from '../errors.ts';
import { parseTemplate } from '../template/parse.ts';
import type { Template } from '../template/template.ts';
import { validateTemplate } from '../template/validate.ts';
import { givenTemplate } from './given-template.ts';
import { type OperationOf, stackNamed } from './operation.ts';
import { declaredCapabilities, declaredParameters, identifierSummaries } from './template-parameters.ts';

/** GetTemplateSummary: of a template, or of a stack's. */
export const getTemplateSummary: OperationOf =
  ({ journal, handlers, callAsCaller }) =>
  async (input) => {
    const given = await givenTemplate(input, callAsCaller);
    const template = given === undefined ? templateOfStack(journal, input.StackName) : parseTemplate(given);
    validateTemplate(template, handlers);
    return {
      Parameters: declaredParameters(template),
      Description: template.Description,
      ...declaredCapabilities(template),
      ResourceIdentifierSummaries: identifierSummaries(template),
      ResourceTypes: [...new Set(Object.values(template.Resources).map(({ Type }) => Type))],
      Version: '2010-09-09',
      Metadata: template.Metadata === undefined ? undefined : JSON.stringify(template.Metadata),
    };
  };

// Private

function templateOfStack(journal: Journal, name: unknown): Template {
  const { status, definition } = stackNamed(journal, name);
  if (status === IN_REVIEW) throw validationError(`GetTemplateSummary cannot be called on ${status} stacks.`);
  return templateOf(definition);
}
