import { Failure } from '../../lib/failure.ts';
import { examineAll } from '../checks/examine.ts';
import type { Command, Context } from '../command.ts';
import { inAccount, rackOf } from '../install/account.ts';
import { accountChecks, identity } from '../install/account-checks.ts';
import { adminKey } from '../install/admin-key.ts';
import type { Clients } from '../install/clients.ts';
import { imageFor, plannedImage } from '../install/image-choice.ts';
import { Installation } from '../install/installation.ts';
import { Interrupt } from '../install/interrupt.ts';
import { ACCOUNT_OPTIONS, CHANGE_OPTIONS, valuesOf } from '../install/options.ts';
import { complaints, contradictions, defaultsOf, missing, type Values } from '../install/parameters.ts';
import { type Declared, readTemplate } from '../install/template.ts';
import { welcome } from '../install/welcome.ts';

export const install: Command = {
  name: 'install',
  summary: 'make a rack in an AWS account',
  usage: 'NAME --domain DOMAIN [--key FILE] [--param K=V …] [--region R] [--image URI] [--dry-run]',
  help: `Makes the rack NAME in the account and region that the AWS SDK finds (AWS_PROFILE, AWS_REGION, …): checks first, then the
registry NAME-registry, the image of server and agent, which is built with this machine's Docker engine, and the stack NAME. It
takes about ten minutes. Apps answer at <app>.DOMAIN.

  --domain DOMAIN     the suffix of the apps' host names, as in apps.example.com
  --key FILE          the SSH public key of the first admin (default: the one in ~/.ssh)
  --param K=V         a parameter of the stack; \`rack params\` lists them. --params-file FILE reads many, as a JSON object
  --image URI         an image that is there already, in the registry NAME-registry or public, instead of building one
  --dry-run           print what would be made, and make nothing

Ctrl-C ends the command, not AWS. Run it again to go on, after a failure too. docs/aws.md tells what is made and what it costs.`,
  options: { ...ACCOUNT_OPTIONS, ...CHANGE_OPTIONS, domain: { type: 'string' }, key: { type: 'string' } },
  words: ['NAME'],
  run: (context) => inAccount(context, (clients) => run(context, clients)),
};

// Private

async function run(context: Context, clients: Clients): Promise<number> {
  const rack = newRackOf(context);
  const hint = `Go on: rack install ${rack} …  Take it back: rack uninstall ${rack}`;
  const interrupt = new Interrupt('Stopped; nothing was made.', hint);
  return interrupt.over(() => make(context, clients, { rack, interrupt }));
}

async function make(context: Context, clients: Clients, job: { rack: string; interrupt: Interrupt }): Promise<number> {
  const { out, options } = context;
  const { rack, interrupt } = job;
  const { signal } = interrupt;
  // Ends the checks at the next line, as nobody waits for them any more.
  const say = (line: string) => {
    signal.throwIfAborted();
    out.line(line);
  };
  const installation = new Installation({ clients, rack, say: out.line, signal });
  const values = await interrupt.looking(checked({ ...context, out: { line: say } }, clients, installation));
  if (options['dry-run']) return preview(context, clients, { installation, values });
  interrupt.phase(`Stopped; of the rack there is at most its registry, the stack ${rack}-registry.`);
  const Image = await imageFor({ context, clients, installation, signal });
  interrupt.phase('Stopped watching; what AWS has begun goes on.');
  out.line(`Making the stack ${rack}`);
  const deployment = { template: 'rack', values: { ...values, Image } };
  const { outputs } = await installation.deploy(installation.stack, deployment);
  out.line(welcome(rack, outputs));
  return 0;
}

/** Apps' stacks are named `<rack>-<app>`, and policies match them by that: a hyphen would let one rack touch another's. */
function newRackOf(context: Context): string {
  const rack = rackOf(context, 'install');
  if (!rack.includes('-')) return rack;
  throw new Failure('bad_rack_name', `"${rack}" has a hyphen, which the name of a rack in an account cannot have.`, {
    hint: `As in: rack install ${rack.replaceAll('-', '')}`,
  });
}

/** The parameters, when all that must be so before the start is so; else all that is wrong, at once. */
async function checked(context: Context, clients: Clients, installation: Installation): Promise<Values> {
  const { out, options } = context;
  const { parameters } = readTemplate('rack');
  const key = adminKey(options.key as string | undefined, context.env);
  const domain = options.domain as string | undefined;
  const values = { ...valuesOf(options), ...(domain && { Domain: domain }), AdminKey: key };
  const all = { ...defaultsOf(parameters), ...sound(values, parameters) };
  const absent = missing(values, parameters).map((name) => (name === 'Domain' ? '--domain' : `--param ${name}=…`));
  const refusals = [
    ...complaints(values, parameters),
    ...contradictions(all),
    ...absent.map((option) => `${option} is missing.`),
  ];
  out.line(`ok       account    ${await identity(clients)}`);
  const problems = await examineAll(accountChecks(clients, installation.stack, all), out.line);
  for (const refusal of refusals) out.line(`problem  parameters ${refusal}`);
  if (problems + refusals.length === 0) return values;
  throw new Failure('not_ready', `${problems + refusals.length} problems; nothing was made.`, {
    hint: 'Mend what the lines above name, and run it again.',
  });
}

/** The values of which the template itself does not complain: with the others no question to the account makes sense. */
function sound(values: Values, parameters: Record<string, Declared>): Values {
  const fine = ([name, value]: [string, string]) => complaints({ [name]: value }, parameters).length === 0;
  return Object.fromEntries(Object.entries(values).filter(fine));
}

async function preview(
  context: Context,
  clients: Clients,
  { installation, values }: { installation: Installation; values: Values },
): Promise<number> {
  const { out } = context;
  const Image = await plannedImage({ context, clients, installation });
  const deployment = { template: 'rack', values: { ...values, Image } };
  const change = await installation.preview(installation.stack, deployment);
  out.line(change?.table ?? 'Nothing would change.');
  out.line('Nothing was made.');
  return 0;
}
