import type { Config } from '../config.ts';

export interface Tag {
  Key: string;
  Value: string;
}

/** One version of a parameter. */
export interface Parameter {
  name: string;
  type: 'String' | 'StringList' | 'SecureString';
  /** As it is kept: that of a SecureString is sealed. */
  value: string;
  version: number;
  /** Milliseconds since 1970. */
  modifiedAt: number;
  /** The ARN of who put this version. */
  modifiedBy?: string;
  description?: string | undefined;
  allowedPattern?: string | undefined;
  /** What a SecureString is said to be encrypted with. */
  keyId?: string | undefined;
  tags?: Tag[];
  labels?: string[];
}

/** A name as requests have it: perhaps an ARN, perhaps with a version or label behind a colon. */
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

/** A parameter with its value, as the operations that read answer it. */
export function shown(parameter: Parameter, config: Config, selector?: string) {
  const { name, type, value, version, modifiedAt } = parameter;
  return {
    Name: name,
    Type: type,
    Value: value,
    Version: version,
    Selector: selector,
    LastModifiedDate: new Date(modifiedAt),
    ARN: arnOf(name, config),
    DataType: 'text',
  };
}

/** What is known of a version besides its value, as DescribeParameters and GetParameterHistory answer it. */
export function described(parameter: Parameter) {
  return {
    Name: parameter.name,
    Type: parameter.type,
    KeyId: parameter.keyId,
    LastModifiedDate: new Date(parameter.modifiedAt),
    LastModifiedUser: parameter.modifiedBy,
    Description: parameter.description,
    AllowedPattern: parameter.allowedPattern,
    Version: parameter.version,
    Tier: 'Standard',
    Policies: [],
    DataType: 'text',
  };
}

/** The ARN of a parameter; those that AWS publishes are of no account. */
export function arnOf(name: string, { region, account }: Config): string {
  const owner = name.startsWith('/aws/service/') ? '' : account;
  return `arn:aws:ssm:${region}:${owner}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
}
