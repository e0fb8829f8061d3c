import type { Input } from '../endpoint/service.ts';
import { notSupported, validationError } from './errors.ts';
import { list, required, text } from './input.ts';
import { MOST_VALUES, MOST_WILDCARDS } from './limits.ts';
import type { Condition } from './model.ts';

/** Where a condition's values are in a request, besides the older `Values`. */
const CONFIGS: Record<Condition['field'], string> = {
  'host-header': 'HostHeaderConfig',
  'path-pattern': 'PathPatternConfig',
  'http-header': 'HttpHeaderConfig',
  'http-request-method': 'HttpRequestMethodConfig',
  'query-string': 'QueryStringConfig',
  'source-ip': 'SourceIpConfig',
};

/** What a value may be made of, as in the API reference. */
const VALUES: Record<Condition['field'], RegExp> = {
  'host-header': /^[A-Za-z0-9.*?_-]{1,128}$/,
  'path-pattern': /^[\w.$/~"'@:+&*?()!,;=%-]{1,128}$/,
  'http-header': /^[\x20-\x7e]{1,128}$/,
  'http-request-method': /^[A-Z_-]{1,40}$/,
  'query-string': /^[\x21-\x7e]{1,128}$/,
  'source-ip': /^[\da-fA-F.:]+\/\d{1,3}$/,
};

const HEADER_NAME = /^[\w!#$&*+.^`|~-]{1,40}$/;

/** A rule has these once; the others as often as it likes. */
const ONCE: Condition['field'][] = ['host-header', 'path-pattern', 'http-request-method', 'source-ip'];

export function conditionsIn(wanted: unknown): Condition[] {
  const all = list<Input>(wanted);
  if (all.length === 0) throw validationError('A rule must have at least one condition');
  const conditions = all.map(conditionIn);
  for (const field of ONCE) {
    if (conditions.filter((condition) => condition.field === field).length > 1)
      throw validationError(`A rule can only have one '${field}' condition`);
  }
  refuseValuesBeyond(conditions);
  return conditions;
}

/** Rules send requests on as they came: nothing rewrites hosts and paths. */
export function refuseTransforms(input: Input): void {
  if (list(input.Transforms).length > 0) throw notSupported('A rule with transforms');
}

/** A condition as AWS answers it. */
export function conditionView({ field, header, values, keys, regular }: Condition): object {
  if (keys) {
    const pairs = values.map((Value, index) => ({ ...(keys[index] !== undefined && { Key: keys[index] }), Value }));
    return { Field: field, QueryStringConfig: { Values: pairs } };
  }
  const told = regular ? { RegexValues: values } : { Values: values };
  const config = { ...(header !== undefined && { HttpHeaderName: header }), ...told };
  const older = field === 'host-header' || field === 'path-pattern' ? told : {};
  return { Field: field, ...older, [CONFIGS[field]]: config };
}

// Private

function refuseValuesBeyond(conditions: Condition[]): void {
  const values = conditions.flatMap((condition) => condition.values);
  if (values.length > MOST_VALUES) throw validationError(`A rule can only have '${MOST_VALUES}' condition values`);
  const patterns = conditions.filter(({ regular }) => !regular).flatMap((condition) => condition.values);
  const wildcards = patterns.join('').replace(/\\[*?]|[^*?]/g, '').length;
  if (wildcards > MOST_WILDCARDS) throw validationError(`A rule can only have '${MOST_WILDCARDS}' condition wildcards`);
}

function conditionIn(condition: Input): Condition {
  const field = required(condition, 'Field');
  if (!isField(field))
    throw validationError(`Condition field '${field}' must be one of '[${Object.keys(CONFIGS).join(',')}]'`);
  const config: Input = condition[CONFIGS[field]] ?? condition;
  if (field === 'query-string') return queryIn(config);
  const regular = list(config.RegexValues).map(String);
  const values = list(config.Values).map(String);
  if (regular.length > 0)
    return { ...named(field, config), values: expressionsIn(field, regular, values), regular: true };
  return { ...named(field, config), values: checked(field, values) };
}

const isField = (field: string): field is Condition['field'] => field in CONFIGS;

const named = (field: Condition['field'], config: Input) =>
  field === 'http-header' ? { field, header: headerName(config) } : { field };

function headerName(config: Input): string {
  const name = text(config.HttpHeaderName) ?? '';
  if (!HEADER_NAME.test(name)) throw validationError(`HttpHeaderName '${name}' is not valid`);
  return name;
}

function checked(field: Condition['field'], values: string[]): string[] {
  if (values.length === 0) throw validationError(`A condition on '${field}' must have at least one value`);
  const bad = values.find((value) => !VALUES[field].test(value));
  if (bad !== undefined) throw validationError(`The value '${bad}' of a condition on '${field}' is not valid`);
  return values;
}

function queryIn(config: Input): Condition {
  const pairs = list<Input>(config.Values);
  const values = checked(
    'query-string',
    pairs.map(({ Value }) => text(Value) ?? ''),
  );
  const keys = pairs.map(({ Key }) => text(Key));
  checked('query-string', ['-', ...keys.filter((key) => key !== undefined)]);
  return { field: 'query-string', values, keys };
}

const REGULAR: Condition['field'][] = ['host-header', 'path-pattern', 'http-header'];
const LONGEST_EXPRESSION = 128;

function expressionsIn(field: Condition['field'], expressions: string[], values: string[]): string[] {
  if (!REGULAR.includes(field)) throw validationError(`RegexValues cannot be specified for a condition on '${field}'`);
  if (values.length > 0) throw validationError('Values and RegexValues cannot be specified in the same condition');
  const bad = expressions.find((expression) => expression.length > LONGEST_EXPRESSION || !isExpression(expression));
  if (bad !== undefined) throw validationError(`The regular expression '${bad}' is not valid`);
  return expressions;
}

/** Whether a text can be read, without what AWS's engine does not know: looking around and back references. */
function isExpression(text: string): boolean {
  if (text === '' || /\(\?([=!]|<[=!])|\\[1-9]/.test(text)) return false;
  try {
    return new RegExp(text, 'u').source !== '';
  } catch {
    return false;
  }
}
