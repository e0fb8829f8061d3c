import { outputTo } from '../../deploy/output.ts';
import { type Command, noMoreWords } from '../command.ts';

export const rollback: Command = {
  name: 'rollback',
  aliases: ['releases rollback'],
  usage: 'APP [vN]',
  summary: 'Goes back to an earlier release, by itself the one before: its images and its environment, without a build',
  details: [
    '',
    '  What comes of it is a new release. Its release phase is not run: it was, when it first went live.',
    '  The images of a release with the environment of now: ssh rack redeploy APP vN',
  ],
  on: 'app',
  role: 'deploy',
  async run({ actor, rack, app, tell, signal }, args) {
    const which = args.words.shift();
    noMoreWords(rollback, args);
    const output = outputTo((line) => void tell(`${line}\n`));
    await rack.releases.rollback(app, which, { actor, output, signal });
  },
};
