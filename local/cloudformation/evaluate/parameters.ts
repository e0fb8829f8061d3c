import type { Input } from '../../endpoint/service.ts';
import { validationError } from '../errors.ts';
import { isList, itemsOf, storedType } from '../template/parameter-type.ts';
import type { Template, TemplateParameter, Value } from '../template/template.ts';

/** The raw text of each parameter of a stack, by name. */
export type ParameterTexts = Record<string, string>;

/**
 * The parameters a stack gets: from the request, from the stack as it is (`UsePreviousValue`), or from the
 * template's defaults; refused as AWS refuses them when one is missing, unknown or against its constraints.
 */
export function bindParameters(template: Template, given: Input[], previous: ParameterTexts = {}): ParameterTexts {
  const unknown = given.map((one) => one.ParameterKey).filter((name) => !(name in template.Parameters));
  if (unknown.length > 0) throw validationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const bound: ParameterTexts = {};
  const missing: string[] = [];
  for (const [name, parameter] of Object.entries(template.Parameters)) {
    const value = textFor(
      given.find((one) => one.ParameterKey === name),
      previous[name],
      parameter,
    );
    if (value === undefined) missing.push(name);
    else bound[name] = value;
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  for (const [name, value] of Object.entries(bound)) check(name, value, template.Parameters[name] as TemplateParameter);
  return bound;
}

/** The values that Ref gives: texts, and lists for the list types. `resolved` has those from Parameter Store. */
export function parameterValues(
  template: Template,
  texts: ParameterTexts,
  resolved: ParameterTexts = {},
): Record<string, Value> {
  const entries = Object.entries(template.Parameters).map(([name, { Type }]) => {
    const text = resolved[name] ?? texts[name] ?? '';
    return [name, isList(storedType(Type) ?? Type) ? itemsOf(text) : text] as const;
  });
  return Object.fromEntries(entries);
}

/** The parameters as DescribeStacks shows them: those marked NoEcho are masked. */
export function shownParameters(definition: {
  parameters: ParameterTexts;
  resolved?: ParameterTexts | undefined;
  masked: string[];
}) {
  const shown = (name: string, text: string) => (definition.masked.includes(name) ? '****' : text);
  return Object.entries(definition.parameters).map(([name, text]) => {
    const value = definition.resolved?.[name];
    const ParameterValue = shown(name, text);
    return { ParameterKey: name, ParameterValue, ...(value !== undefined && { ResolvedValue: shown(name, value) }) };
  });
}

/** Whether the template asks that nobody is shown this parameter. */
export function isMasked(parameter: TemplateParameter | undefined): boolean {
  return String(parameter?.NoEcho ?? false) === 'true';
}

// Private

function textFor(given: Input | undefined, previous: string | undefined, parameter: TemplateParameter) {
  if (given && String(given.UsePreviousValue) === 'true') return previousText(given, previous);
  if (given?.ParameterValue !== undefined) return String(given.ParameterValue);
  return parameter.Default === undefined ? undefined : String(parameter.Default);
}

function previousText({ ParameterKey, ParameterValue }: Input, previous: string | undefined): string {
  const wrong = (what: string) =>
    validationError(`Invalid input for parameter key ${ParameterKey}. Cannot specify usePreviousValue as true ${what}`);
  if (ParameterValue) throw wrong('and non empty value for a parameter');
  if (previous === undefined) throw wrong('for a parameter key not in the previous template');
  return previous;
}

function check(name: string, text: string, parameter: TemplateParameter): void {
  const broken = isList(parameter.Type)
    ? itemsOf(text)
        .map((item) => brokenRule(name, item, parameter))
        .find(Boolean)
    : brokenRule(name, text, parameter);
  if (!broken) return;
  throw validationError(
    parameter.ConstraintDescription && broken.constraint
      ? `Parameter '${name}' failed to satisfy constraint: ${parameter.ConstraintDescription}`
      : broken.sentence,
  );
}

function brokenRule(name: string, text: string, rule: TemplateParameter) {
  const broken = (sentence: string) => ({ sentence: `Parameter '${name}' ${sentence}`, constraint: true });
  const number = Number(text);
  if (/^(Number|List<Number>)$/.test(rule.Type) && (text.trim() === '' || Number.isNaN(number)))
    return { sentence: `Parameter '${name}' must be a number`, constraint: false };
  if (rule.AllowedValues && !rule.AllowedValues.map(String).includes(text))
    return broken('must be one of AllowedValues');
  if (rule.AllowedPattern && !new RegExp(`^(?:${rule.AllowedPattern})$`, 'u').test(text))
    return broken(`must match pattern ${rule.AllowedPattern}`);
  if (rule.MinLength !== undefined && text.length < Number(rule.MinLength))
    return broken(`must contain at least ${rule.MinLength} characters`);
  if (rule.MaxLength !== undefined && text.length > Number(rule.MaxLength))
    return broken(`must contain at most ${rule.MaxLength} characters`);
  if (rule.MinValue !== undefined && number < Number(rule.MinValue))
    return broken(`must be a number not less than ${rule.MinValue}`);
  if (rule.MaxValue !== undefined && number > Number(rule.MaxValue))
    return broken(`must be a number not greater than ${rule.MaxValue}`);
  return undefined;
}
