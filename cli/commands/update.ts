import { confirmYes } from '../ask.ts';
import type { Command, Context } from '../command.ts';
import { inAccount, rackOf } from '../install/account.ts';
import type { Clients } from '../install/clients.ts';
import { imageFor } from '../install/image-choice.ts';
import { Installation } from '../install/installation.ts';
import { changeableRack } from '../install/installed.ts';
import { interruptible } from '../install/interrupt.ts';
import { ACCOUNT_OPTIONS, CHANGE_OPTIONS, valuesOf } from '../install/options.ts';
import { refuseWrong } from '../install/parameters.ts';
import { readTemplate } from '../install/template.ts';

export const update: Command = {
  name: 'update',
  summary: 'bring a rack in an AWS account to this version, or change its parameters',
  usage: 'NAME [--param K=V …] [--region R] [--image URI] [--dry-run] [--yes]',
  help: `Brings the rack NAME to the version that is checked out here, and changes the parameters that are given; the others stay as they
are. Builds and pushes the image where the code changed, shows what CloudFormation would change, and asks.

  --param K=V         a parameter of the stack; \`rack params NAME\` lists them. --params-file FILE reads many
  --image URI         an image that is there already, instead of building one
  --dry-run           only show what would change; builds no image
  --yes               do not ask

Apps go on serving. The server is away for about half a minute while its task is replaced.`,
  options: { ...ACCOUNT_OPTIONS, ...CHANGE_OPTIONS },
  words: ['NAME'],
  run: (context) => inAccount(context, (clients) => run(context, clients)),
};

// Private

async function run(context: Context, clients: Clients): Promise<number> {
  const { out, options } = context;
  const rack = rackOf(context, 'update');
  const signal = interruptible('Stopped watching; what AWS has begun goes on.', `Go on: rack update ${rack}`);
  const installation = new Installation({ clients, rack, say: out.line, signal });
  await changeableRack(installation.stack);
  const values = valuesOf(options);
  refuseWrong(values, readTemplate('rack').parameters);
  if (options['dry-run']) {
    out.line((await installation.preview(installation.stack, { template: 'rack', values })) ?? 'Nothing would change.');
    return 0;
  }
  const Image = await imageFor({ context, clients, installation, signal });
  const confirm = options.yes ? show(out) : ask(out, rack);
  const deployment = { template: 'rack', values: { ...values, Image }, confirm };
  const { change } = await installation.deploy(installation.stack, deployment);
  out.line(RESULTS[change]);
  return change === 'declined' ? 1 : 0;
}

const RESULTS = {
  unchanged: 'Nothing to change: the rack is as it shall be.',
  updated: 'The rack is updated.',
  created: 'The rack is made.',
  declined: 'Nothing was changed.',
};

type Confirm = (change: string, losses: string[]) => Promise<boolean>;

function show({ line }: Context['out']): Confirm {
  return async (change, losses) => {
    line(change);
    for (const loss of losses) line(` !     ${loss} is lost with what it holds`);
    return true;
  };
}

function ask(out: Context['out'], rack: string): Confirm {
  return async (change, losses) => {
    await show(out)(change, losses);
    return confirmYes({
      question: 'Make these changes?',
      hint: `To make them without being asked: rack update ${rack} --yes`,
    });
  };
}
