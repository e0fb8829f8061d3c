import type { Input } from '../../endpoint/service.ts';
import { validationError } from '../errors.ts';
import { bindParameters, isMasked } from '../evaluate/parameters.ts';
import type { Definition } from '../store/stacks.ts';
import { checkCapabilities } from '../template/capabilities.ts';
import { parseTemplate } from '../template/parse.ts';
import { validateTemplate } from '../template/validate.ts';
import { isTrue, type Office } from './operation.ts';

/** What a request asks a stack to be, given what it is now; refused when the template or parameters do not hold. */
export function definitionOf(input: Input, office: Office, previous?: Definition): Definition {
  const body = isTrue(input.UsePreviousTemplate) ? previous?.template : templateBody(input);
  if (body === undefined) throw validationError('Either Template URL or Template Body must be specified.');
  const template = parseTemplate(body);
  validateTemplate(template, office.handlers);
  const capabilities = list(input.Capabilities) as string[];
  checkCapabilities(template, capabilities);
  return {
    template: body,
    description: template.Description,
    masked: Object.keys(template.Parameters).filter((name) => isMasked(template.Parameters[name])),
    parameters: bindParameters(template, list(input.Parameters) as Input[], previous?.parameters),
    capabilities,
    tags: (list(input.Tags ?? previous?.tags) as Input[]).map(({ Key, Value }: Input) => ({ Key, Value })),
    notificationArns: list(input.NotificationARNs ?? previous?.notificationArns) as string[],
  };
}

/** A list member; the wire writes an empty list as an empty text. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The template in a request, if it holds one. */
export function templateBody(input: Input): string | undefined {
  if (input.TemplateURL !== undefined)
    throw validationError('TemplateURL is not served here: there is no S3. Send the template as TemplateBody.');
  return input.TemplateBody;
}
