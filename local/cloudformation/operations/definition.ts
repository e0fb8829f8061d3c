import type { Input } from '../../endpoint/service.ts';
import { Blueprint } from '../engine/blueprint.ts';
import { validationError } from '../errors.ts';
import { inventoryOf } from '../evaluate/inventory.ts';
import { bindParameters, isMasked } from '../evaluate/parameters.ts';
import { askedTypes } from '../evaluate/rules.ts';
import type { Definition } from '../store/stacks.ts';
import { checkCapabilities } from '../template/capabilities.ts';
import { parseTemplate } from '../template/parse.ts';
import { validateTemplate } from '../template/validate.ts';
import { givenTemplate } from './given-template.ts';
import { isTrue, type Office } from './operation.ts';
import { fromParameterStore } from './parameter-store.ts';

/** Members of requests that would change what an operation does, if they were served. */
const UNSERVED = [
  'DeploymentMode',
  'ResourcesToImport',
  'ResourceTypes',
  'StackPolicyDuringUpdateURL',
  'StackPolicyURL',
];

/** What a request asks a stack to be, given what it is now; refused when that does not hold. */
export async function admittedDefinition(
  input: Input,
  office: Office,
  stack: { id: string; name: string },
  previous?: Definition,
): Promise<Definition> {
  const definition = await definitionOf(input, office, previous);
  const blueprint = new Blueprint({ ...stack, definition }, office.place, office.journal);
  const inventory = await inventoryOf(askedTypes(blueprint.template), office.callAsCaller);
  blueprint.admit(office.handlers, inventory);
  return definition;
}

/** A list member; the wire writes an empty list as an empty text. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

// Private

async function definitionOf(input: Input, office: Office, previous?: Definition): Promise<Definition> {
  refuseUnserved(input);
  const body = isTrue(input.UsePreviousTemplate) ? previous?.template : await givenTemplate(input, office.callAsCaller);
  if (body === undefined) throw validationError('Either Template URL or Template Body must be specified.');
  const { template, parameters, resolved } = await bound(body, input, office, previous);
  const capabilities = list(input.Capabilities) as string[];
  checkCapabilities(template, capabilities, isChangeSet(input));
  return {
    template: body,
    description: template.Description,
    masked: Object.keys(template.Parameters).filter((name) => isMasked(template.Parameters[name])),
    parameters,
    resolved,
    capabilities,
    tags: (list(input.Tags ?? previous?.tags) as Input[]).map(({ Key, Value }: Input) => ({ Key, Value })),
    notificationArns: list(input.NotificationARNs ?? previous?.notificationArns) as string[],
  };
}

/** A template and the values of its parameters, which are refused after what is wrong with the template itself. */
async function bound(body: string, input: Input, office: Office, previous?: Definition) {
  const outline = parseTemplate(body);
  const hasLoops = outline.Transforms.length > 0;
  if (!hasLoops) validateTemplate(outline, office.handlers);
  const parameters = bindParameters(outline, list(input.Parameters) as Input[], previous?.parameters);
  const resolved = await fromParameterStore(outline, parameters, office.callAsCaller);
  if (!hasLoops) return { template: outline, parameters, resolved };
  // Which resources there are may be for the parameters to say.
  const template = parseTemplate(body, { ...parameters, ...resolved });
  validateTemplate(template, office.handlers);
  return { template, parameters, resolved };
}

/** Whoever reviews a change set sees what became of the transforms, and need not acknowledge them. */
function isChangeSet({ ChangeSetName }: Input): boolean {
  return ChangeSetName !== undefined;
}

function refuseUnserved(input: Input): void {
  const flags = ['IncludeNestedStacks', 'ImportExistingResources'].filter((name) => isTrue(input[name]));
  const triggers = list(input.RollbackConfiguration?.RollbackTriggers).length > 0 ? ['RollbackConfiguration'] : [];
  const [name] = [...flags, ...triggers, ...UNSERVED.filter((one) => input[one] !== undefined)];
  if (name !== undefined) throw validationError(`${name} is not served here.`);
}
