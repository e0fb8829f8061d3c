import { Failure } from '../../lib/failure.ts';
import { confirmYes } from '../ask.ts';
import type { Command, Context } from '../command.ts';
import { inAccount, rackOf } from '../install/account.ts';
import type { Clients } from '../install/clients.ts';
import { imageFor, plannedImage } from '../install/image-choice.ts';
import { type Change, type Deployment, Installation } from '../install/installation.ts';
import { installedRack } from '../install/installed.ts';
import { Interrupt } from '../install/interrupt.ts';
import { ACCOUNT_OPTIONS, CHANGE_OPTIONS, valuesOf } from '../install/options.ts';
import { refuseWrong, type Values } from '../install/parameters.ts';
import { readTemplate } from '../install/template.ts';

export const update: Command = {
  name: 'update',
  summary: 'bring a rack in an AWS account to this version, or change its parameters',
  usage: 'NAME [--param K=V …] [--region R] [--image URI] [--dry-run] [--yes]',
  help: `Brings the rack NAME to the version that is checked out here, and changes the parameters that are given; the others stay as they
are. Builds and pushes the image where the code changed, shows what CloudFormation would change, and asks.

  --param K=V         a parameter of the stack; \`rack params NAME\` lists them. --params-file FILE reads many
  --image URI         an image that is there already, in the registry NAME-registry or public, instead of building one
  --dry-run           only show what would change; builds no image
  --yes               do not ask; refused where a change would lose state

Apps go on serving. The server is away for about half a minute while its task is replaced.`,
  options: { ...ACCOUNT_OPTIONS, ...CHANGE_OPTIONS },
  words: ['NAME'],
  run: (context) => inAccount(context, (clients) => run(context, clients)),
};

// Private

async function run(context: Context, clients: Clients): Promise<number> {
  const rack = rackOf(context, 'update');
  const interrupt = new Interrupt('Stopped; this command changed nothing.', `Go on: rack update ${rack}`);
  return interrupt.over(() => bring(context, clients, { rack, interrupt }));
}

async function bring(context: Context, clients: Clients, job: { rack: string; interrupt: Interrupt }): Promise<number> {
  const { out, options } = context;
  const { signal } = job.interrupt;
  const installation = new Installation({ clients, rack: job.rack, say: out.line, signal });
  const { parameters: before } = await installedRack(installation.stack);
  const values = valuesOf(options);
  refuseWrong(values, readTemplate('rack').parameters, before);
  if (options['dry-run']) return preview(context, clients, { installation, values });
  const Image = await imageFor({ context, clients, installation, signal });
  const deployment = {
    template: 'rack',
    values: { ...values, Image },
    confirm: options.yes ? show(out, job) : ask(out, job),
    mustBeThere: true,
  };
  const { change } = await installation.deploy(installation.stack, deployment);
  out.line(RESULTS[change]);
  return change === 'declined' ? 1 : 0;
}

async function preview(
  context: Context,
  clients: Clients,
  { installation, values }: { installation: Installation; values: Values },
): Promise<number> {
  const { out } = context;
  const Image = await plannedImage({ context, clients, installation });
  const change = await installation.preview(installation.stack, { template: 'rack', values: { ...values, Image } });
  out.line(change ? changeText(change) : 'Nothing would change.');
  return 0;
}

const RESULTS = {
  unchanged: 'Nothing to change: the rack is as it shall be.',
  updated: 'The rack is updated.',
  created: 'The rack is made.',
  declined: 'Nothing was changed.',
};

type Confirm = NonNullable<Deployment['confirm']>;

/** With --yes: shows the change, but never loses state that nobody has been asked about. */
function show({ line }: Context['out'], { rack, interrupt }: { rack: string; interrupt: Interrupt }): Confirm {
  return async (change) => {
    line(changeText(change));
    if (change.losses.length > 0)
      throw new Failure('would_lose', `Nothing was changed: ${change.losses.join('; ')}.`, {
        hint: `--yes does not cover that. To be asked, at a terminal: rack update ${rack}`,
      });
    interrupt.phase(GOES_ON);
    return true;
  };
}

function ask({ line }: Context['out'], { rack, interrupt }: { rack: string; interrupt: Interrupt }): Confirm {
  return async (change) => {
    line(changeText(change));
    const hint = `To make them without being asked: rack update ${rack} --yes`;
    const yes = await confirmYes({ question: 'Make these changes?', hint });
    if (yes) interrupt.phase(GOES_ON);
    return yes;
  };
}

const GOES_ON = 'Stopped watching; AWS goes on with the update.';

function changeText({ table, losses }: Change): string {
  return [table, ...losses.map((loss) => ` !     ${loss}`)].join('\n');
}
