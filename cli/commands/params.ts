import { table } from '../../lib/table.ts';
import type { Command, Context } from '../command.ts';
import { inAccount, rackOf } from '../install/account.ts';
import type { Clients } from '../install/clients.ts';
import { installedRack } from '../install/installed.ts';
import { ACCOUNT_OPTIONS } from '../install/options.ts';
import { Stack } from '../install/stack.ts';
import { type Declared, readTemplate } from '../install/template.ts';

export const params: Command = {
  name: 'params',
  summary: 'list the parameters of racks in AWS accounts, with the values of one',
  usage: '[NAME] [--region R] [--json]',
  help: `Lists the parameters that \`rack install\` and \`rack update\` take with --param: the value that the rack NAME has, the default, what is
allowed, and what it means. Without NAME no account is asked.`,
  options: { ...ACCOUNT_OPTIONS, json: { type: 'boolean' } },
  words: ['NAME'],
  async run(context) {
    const { parameters } = readTemplate('rack');
    const values = context.words.length > 0 ? await inAccount(context, (clients) => valuesOf(context, clients)) : {};
    const rows = Object.entries(parameters).map(([name, declared]) => describe(name, declared, values[name]));
    context.out.line(context.options.json ? JSON.stringify(rows, undefined, 2) : textOf(rows));
    return 0;
  },
};

// Private

interface Row {
  name: string;
  value: string | null;
  default: string | null;
  allowed: string;
  description: string;
}

async function valuesOf(context: Context, { cloudFormation }: Clients): Promise<Record<string, string>> {
  return (await installedRack(new Stack(cloudFormation, rackOf(context, 'params')))).parameters;
}

function describe(name: string, declared: Declared, value: string | undefined): Row {
  return {
    name,
    value: value === undefined ? null : hidden(declared, value),
    default: declared.Default === undefined ? null : hidden(declared, String(declared.Default)),
    allowed: allowedIn(declared),
    description: declared.Description ?? '',
  };
}

/** CloudFormation masks what must not be shown; this does so even where that forgets to. */
function hidden({ NoEcho }: Declared, value: string): string {
  return NoEcho ? '****' : value;
}

function allowedIn({ AllowedValues: values, MinValue: least, MaxValue: most }: Declared): string {
  if (values) return values.length > 6 ? `${values.slice(0, 5).join('|')}|…` : values.join('|');
  if (least === undefined && most === undefined) return '';
  return `${least ?? ''}…${most ?? ''}`;
}

function textOf(rows: Row[]): string {
  const cells = rows.map((row) => [row.name, row.value ?? '-', row.default ?? '-', row.allowed, row.description]);
  return table(['NAME', 'VALUE', 'DEFAULT', 'ALLOWED', 'MEANING'], cells).trimEnd();
}
