import { outputTo } from '../../deploy/output.ts';
import { type Command, noMoreWords } from '../command.ts';

export const redeploy: Command = {
  name: 'redeploy',
  usage: 'APP [COMMIT|vN] [--build]',
  summary: 'Deploys the live release once more, or a commit or release of before',
  details: [
    '',
    '  COMMIT   a commit of the app’s repository: its id, a branch or a tag. No branch moves',
    '  vN       the image of that release, with the environment of now',
    '  --build  builds the commit anew, also when the image of an earlier build is there',
  ],
  on: 'app',
  role: 'deploy',
  options: { build: { type: 'boolean' } },
  async run({ actor, rack, app, tell, signal }, args) {
    const what = args.words.shift();
    noMoreWords(redeploy, args);
    const output = outputTo((line) => void tell(`${line}\n`));
    const asked = { build: args.options.build === true, ...(what !== undefined && { what }) };
    await rack.redeploys.redeploy(app, asked, { actor, output, signal });
  },
};
