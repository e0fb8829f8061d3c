import { validationError } from '../errors.ts';
import { functionOf, isMap, type Template, type Value } from './template.ts';
import { LANGUAGE_EXTENSIONS, refuseTransforms } from './transforms.ts';

/** Refuses calls in a template's values of functions that there are not, or that are not called so. */
export function checkFunctions(value: Value | undefined, template: Template): void {
  if (typeof value !== 'object' || value === null) return;
  const [name, argument] = functionOf(value) ?? [];
  if (name !== undefined) checkCall(name, argument as Value, template);
  for (const inner of Object.values(value)) checkFunctions(inner, template);
}

// Private

interface Form {
  fits(argument: Value): boolean;
  /** What AWS says when it does not fit. */
  sentence: string;
  /** Only with the transform AWS::LanguageExtensions. */
  isExtension?: boolean;
}

/** Called with anything: what it cannot take is found when it is carried out. */
const ANY: Form = { fits: () => true, sentence: '' };
const isText = (value: Value | undefined) => typeof value === 'string';
const listOf =
  (least: number, most = least) =>
  (value: Value) =>
    Array.isArray(value) && value.length >= least && value.length <= most;
const every = (name: string, what: string) => `Template error: every ${name} object requires ${what}`;
const many = 'a list of at least 2 and at most 10 boolean parameters.';

const FORMS: Readonly<Record<string, Form>> = {
  'Fn::Base64': ANY,
  'Fn::GetAtt': {
    fits: (value) => (typeof value === 'string' ? value.includes('.') : listOf(2)(value)),
    sentence: every('Fn::GetAtt', 'two non-empty parameters, the resource name and the resource attribute'),
  },
  'Fn::GetAZs': ANY,
  'Fn::ImportValue': {
    fits: (value) => !Array.isArray(value),
    sentence: 'Template error: the attribute in Fn::ImportValue must be a string or a function that returns a string',
  },
  'Fn::Join': {
    fits: (value) => listOf(2)(value) && isText((value as Value[])[0]),
    sentence: every(
      'Fn::Join',
      'two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
    ),
  },
  'Fn::Split': {
    fits: (value) => listOf(2)(value) && isText((value as Value[])[0]),
    sentence: every(
      'Fn::Split',
      'two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
    ),
  },
  'Fn::FindInMap': {
    fits: listOf(3, 4),
    sentence: every('Fn::FindInMap', 'three parameters, the map name, map key and the attribute for return value'),
  },
  'Fn::Select': {
    fits: listOf(2),
    sentence: 'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
  },
  Ref: { fits: isText, sentence: every('Ref', 'a single non-empty string parameter.') },
  'Fn::Equals': { fits: listOf(2), sentence: every('Fn::Equals', 'a list of 2 string parameters.') },
  'Fn::If': {
    fits: (value) => listOf(3)(value) && isText((value as Value[])[0]),
    sentence: 'Template error: Fn::If requires a list argument with three elements',
  },
  'Fn::Not': { fits: listOf(1), sentence: every('Fn::Not', 'one boolean parameter.') },
  Condition: { fits: isText, sentence: every('Condition', 'a single non-empty string parameter.') },
  'Fn::And': { fits: listOf(2, 10), sentence: every('Fn::And', many) },
  'Fn::Or': { fits: listOf(2, 10), sentence: every('Fn::Or', many) },
  'Fn::Contains': { fits: listOf(2), sentence: every('Fn::Contains', 'a list of 2 parameters.') },
  'Fn::EachMemberEquals': { fits: listOf(2), sentence: every('Fn::EachMemberEquals', 'a list of 2 parameters.') },
  'Fn::EachMemberIn': { fits: listOf(2), sentence: every('Fn::EachMemberIn', 'a list of 2 parameters.') },
  'Fn::ValueOf': { fits: listOf(2), sentence: every('Fn::ValueOf', 'a list of 2 parameters.') },
  'Fn::ValueOfAll': { fits: listOf(2), sentence: every('Fn::ValueOfAll', 'a list of 2 parameters.') },
  'Fn::RefAll': { fits: isText, sentence: every('Fn::RefAll', 'a single non-empty string parameter.') },
  'Fn::Sub': {
    fits: (value) =>
      isText(value) || (listOf(2)(value) && isText((value as Value[])[0]) && isMap((value as Value[])[1])),
    sentence:
      "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
  },
  'Fn::Cidr': {
    fits: listOf(2, 3),
    sentence: every('Fn::Cidr', 'a list of 2 or 3 parameters: an address block, a count and the bits of a subnet.'),
  },
  'Fn::GetStackOutput': {
    fits: (value) => isMap(value) && value.StackName !== undefined && value.OutputName !== undefined,
    sentence: every('Fn::GetStackOutput', 'a map with StackName and OutputName'),
  },
  'Fn::Length': { ...ANY, isExtension: true },
  'Fn::ToJsonString': {
    fits: (value) => typeof value === 'object',
    sentence: every('Fn::ToJsonString', 'a map or a list'),
    isExtension: true,
  },
};

function checkCall(name: string, argument: Value, template: Template): void {
  if (name === 'Fn::Transform') refuseTransforms([String(isMap(argument) ? argument.Name : argument)]);
  const form = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
  const hasExtensions = template.Transforms.includes(LANGUAGE_EXTENSIONS);
  if (!form || (form.isExtension && !hasExtensions))
    throw validationError(
      `Template error: Encountered unsupported function: ${name} Supported functions are: [${names(hasExtensions)}]`,
    );
  if (!form.fits(argument)) throw validationError(form.sentence);
  if (name === 'Fn::FindInMap') checkMap(argument as Value[], template, hasExtensions);
}

function names(hasExtensions: boolean): string {
  const known = Object.entries(FORMS).filter(([, { isExtension }]) => !isExtension || hasExtensions);
  return known.map(([name]) => name).join(', ');
}

function checkMap([map, , , more]: Value[], template: Template, hasExtensions: boolean): void {
  if (more !== undefined && !hasExtensions) throw validationError((FORMS['Fn::FindInMap'] as Form).sentence);
  if (typeof map !== 'string' || map in template.Mappings || more !== undefined) return;
  throw validationError(`Template error: Mapping named '${map}' is not present in the 'Mappings' section of template.`);
}
