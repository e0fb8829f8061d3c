import type { Config } from '../config.ts';

export interface Parameter {
  name: string;
  type: 'String' | 'StringList';
  value: string;
  version: number;
  /** Milliseconds since 1970. */
  modifiedAt: number;
  description?: string | undefined;
  allowedPattern?: string | undefined;
  tags?: { Key: string; Value: string }[];
}

/** A name as requests have it: perhaps an ARN, perhaps with a version behind a colon. */
export interface Selection {
  name: string;
  /** `:3`, as it is answered. */
  selector: string | undefined;
}

/** Reads what a request says of a parameter. */
export function parseSelection(text: string): Selection {
  const plain = text.replace(/^arn:aws:ssm:[^:]*:[^:]*:parameter(\/[^/:]*(?::.*)?$)?/, (_, single = '') =>
    single.slice(1),
  );
  const [name = '', selector] = plain.split(':');
  return { name, selector: selector === undefined ? undefined : `:${selector}` };
}

/** A parameter as the operations answer it. */
export function shown(parameter: Parameter, { region, account }: Config, selector?: string) {
  const { name, type, value, version, modifiedAt } = parameter;
  const owner = name.startsWith('/aws/service/') ? '' : account;
  return {
    Name: name,
    Type: type,
    Value: value,
    Version: version,
    Selector: selector,
    LastModifiedDate: new Date(modifiedAt),
    ARN: `arn:aws:ssm:${region}:${owner}:parameter${name.startsWith('/') ? '' : '/'}${name}`,
    DataType: 'text',
  };
}
