import type { Release } from '../../model/release.ts';
import { variableOf } from '../../model/resource.ts';
import { type Command, type CommandContext, noMoreWords, takeWord } from '../command.ts';
import { request } from './resource-words.ts';

export const resourcesLink: Command = {
  name: 'resources link',
  aliases: ['addons attach'],
  usage: 'NAME -a APP [--as PREFIX] [--replace]',
  summary: 'Tells an app where a resource is, in <NAME>_URL, and deploys a release with it',
  details: [
    '',
    '  --as PREFIX  uses <PREFIX>_URL instead, as in --as DATABASE',
    '  --replace    takes the variable from what has it now: another resource, or a value that was set',
  ],
  on: 'app',
  role: 'deploy',
  options: { as: { type: 'string' }, replace: { type: 'boolean' } },
  async run(context, args) {
    const name = takeWord(resourcesLink, args, 'which resource');
    noMoreWords(resourcesLink, args);
    const { as, replace } = args.options as { as?: string; replace?: boolean };
    const how = { as, replace: replace === true };
    const release = await context.rack.resourceLinks.link(name, context.app, how, request(context));
    const variable = variableOf(as ?? name);
    await told(context, release, `${context.app} is linked to ${name}, which it finds in ${variable}.`);
  },
};

export const resourcesUnlink: Command = {
  name: 'resources unlink',
  aliases: ['addons detach'],
  usage: 'NAME -a APP',
  summary: 'Takes a resource away from an app, and deploys a release without it; the resource stays',
  on: 'app',
  role: 'deploy',
  async run(context, args) {
    const name = takeWord(resourcesUnlink, args, 'which resource');
    noMoreWords(resourcesUnlink, args);
    const release = await context.rack.resourceLinks.unlink(name, context.app, request(context));
    await told(context, release, `${context.app} is not linked to ${name} any more.`);
  },
};

// Private

/** The release has told its own way; where nothing was deployed a word is due. */
function told({ print }: CommandContext, release: Release | undefined, sentence: string): Promise<void> {
  return print(release ? `${sentence}\n` : `${sentence} No release was made.\n`);
}
