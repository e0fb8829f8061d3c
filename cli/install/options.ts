import type { Context } from '../command.ts';
import { parseParameters, readParametersFile, type Values } from './parameters.ts';

/** The options that all commands take which work on a rack in an account. */
export const ACCOUNT_OPTIONS = { region: { type: 'string' as const } };

/** The options of commands that change a rack's stack. */
export const CHANGE_OPTIONS = {
  param: { type: 'string' as const, multiple: true },
  'params-file': { type: 'string' as const },
  image: { type: 'string' as const },
  'dry-run': { type: 'boolean' as const },
  yes: { type: 'boolean' as const },
};

/** The parameters that the options give: those of the file, and over them those of the command line. */
export function valuesOf(options: Context['options']): Values {
  const file = options['params-file'] as string | undefined;
  return { ...(file && readParametersFile(file)), ...parseParameters((options.param as string[] | undefined) ?? []) };
}
