import { validationError } from '../errors.ts';
import { parseTemplate } from '../template/parse.ts';
import { validateTemplate as check } from '../template/validate.ts';
import { givenTemplate } from './given-template.ts';
import type { OperationOf } from './operation.ts';
import { declaredCapabilities, declaredParameters } from './template-parameters.ts';

/** ValidateTemplate: the same checks that CreateStack makes before it begins. */
export const validateTemplate: OperationOf =
  ({ handlers, callAsCaller }) =>
  async (input) => {
    const body = await givenTemplate(input, callAsCaller);
    if (body === undefined) throw validationError('Either Template URL or Template Body must be specified.');
    const template = parseTemplate(body);
    check(template, handlers);
    return {
      Parameters: declaredParameters(template).map(({ ParameterKey, DefaultValue, NoEcho, Description }) => ({
        ParameterKey,
        DefaultValue,
        NoEcho,
        Description,
      })),
      Description: template.Description,
      ...declaredCapabilities(template),
    };
  };
