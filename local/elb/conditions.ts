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
  'source-ip': 'SourceIpConfig',
};

/** What a value may be made of, as in the API reference. */
const VALUES: Record<Condition['field'], RegExp> = {
  'host-header': /^[A-Za-z0-9.*?_-]{1,128}$/,
  'path-pattern': /^[\w.$/~"'@:+&*?()!,;=%-]{1,128}$/,
  'http-header': /^[\x20-\x7e]{1,128}$/,
  'http-request-method': /^[A-Z_-]{1,40}$/,
  'source-ip': /^[\da-fA-F.:]+\/\d{1,3}$/,
};

const HEADER_NAME = /^[\w!#$&*+.^`|~-]{1,40}$/;

export function conditionsIn(wanted: unknown): Condition[] {
  const all = list<Input>(wanted);
  if (all.length === 0) throw validationError('A rule must have at least one condition');
  const conditions = all.map(conditionIn);
  refuseValuesBeyond(conditions.flatMap(({ values }) => values));
  return conditions;
}

/** A condition as AWS answers it. */
export function conditionView({ field, header, values }: Condition): object {
  const config = { ...(header !== undefined && { HttpHeaderName: header }), Values: values };
  const older = field === 'host-header' || field === 'path-pattern' ? { Values: values } : {};
  return { Field: field, ...older, [CONFIGS[field]]: config };
}

// Private

function refuseValuesBeyond(values: string[]): void {
  if (values.length > MOST_VALUES) throw validationError(`A rule can only have '${MOST_VALUES}' condition values`);
  const wildcards = values.join('').replace(/[^*?]/g, '').length;
  if (wildcards > MOST_WILDCARDS) throw validationError(`A rule can only have '${MOST_WILDCARDS}' condition wildcards`);
}

function conditionIn(condition: Input): Condition {
  const field = required(condition, 'Field');
  if (!isField(field)) throw notSupported(`A condition on '${field}'`);
  const config: Input = condition[CONFIGS[field]] ?? condition;
  const values = list(config.Values).map(String);
  if (values.length === 0) throw validationError(`A condition on '${field}' must have at least one value`);
  const bad = values.find((value) => !VALUES[field].test(value));
  if (bad !== undefined) throw validationError(`The value '${bad}' of a condition on '${field}' is not valid`);
  return field === 'http-header' ? { field, header: headerName(config), values } : { field, values };
}

const isField = (field: string): field is Condition['field'] => field in CONFIGS;

function headerName(config: Input): string {
  const name = text(config.HttpHeaderName) ?? '';
  if (!HEADER_NAME.test(name)) throw validationError(`HttpHeaderName '${name}' is not valid`);
  return name;
}
