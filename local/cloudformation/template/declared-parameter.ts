import { validationError } from '../errors.ts';
import { isParameterType } from './parameter-type.ts';
import { isMap } from './template.ts';

const KEYS = new Set(
  `AllowedPattern AllowedValues ConstraintDescription Default Description MaxLength MaxValue MinLength MinValue NoEcho
   Type`.split(/\s+/),
);

/** Refuses a parameter that is declared as none can be. */
export function checkParameter(name: string, parameter: unknown): void {
  if (!/^[a-zA-Z0-9]+$/.test(name))
    throw validationError(`Template format error: Parameter name ${name} is non alphanumeric.`);
  if (!isMap(parameter) || typeof parameter.Type !== 'string')
    throw validationError(`Template format error: Every Parameters object must contain a Type member. (${name})`);
  const wrong = Object.keys(parameter).find((key) => !KEYS.has(key));
  if (wrong !== undefined) throw validationError(`Invalid template parameter property '${wrong}'`);
  if (!isParameterType(parameter.Type))
    throw validationError(`Template format error: Unrecognized parameter type: ${parameter.Type}`);
  if (typeof parameter.Default === 'object')
    throw validationError(`Template format error: Every Default member must be a string. (${name})`);
}
