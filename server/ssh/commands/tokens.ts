import { type Command, JSON_OPTION, LIST_OPTIONS, noMoreWords, takeWord } from '../command.ts';
import { printList } from '../listing.ts';
import {
  APPS_OPTION,
  appsOption,
  roleWord,
  seconds,
  TOKEN_COLUMNS,
  tokenRows,
  WHOSE_OPTIONS,
  whose,
} from './access.ts';

export const tokensCreate: Command = {
  name: 'tokens create',
  aliases: ['tokens add'],
  usage: 'NAME [--expires 90d] [--app APP]… [--role read|deploy] [--json]',
  summary: 'Makes a token for git over HTTP and the API, and shows it once',
  details: [
    '',
    '  --expires TIME   12h, 90d, 2w, 1y (the default), a date as 2027-01-31, or never',
    '  --app APP        only for this app; may be given several times',
    '  --role ROLE      for no more than this role',
    '',
    'The token goes to standard output alone: ssh rack tokens create ci > token',
  ],
  on: 'rack',
  role: 'read',
  options: { ...JSON_OPTION, ...APPS_OPTION, role: { type: 'string' }, expires: { type: 'string' } },
  async run({ actor, rack, print, tell }, args) {
    const name = takeWord(tokensCreate, args, 'how to call it');
    noMoreWords(tokensCreate, args);
    const role = roleWord(tokensCreate, args.options.role as string | undefined);
    const expires = args.options.expires as string | undefined;
    const token = await rack.tokens.create({ name, role, apps: appsOption(args), expires }, actor);
    if (args.options.json) return print(`${JSON.stringify(token, null, 2)}\n`);
    const end = token.expiresAt ? `It expires at ${seconds(token.expiresAt)}.` : 'It never expires.';
    await tell(`The token ${name} is shown this once; use it as the password. ${end}\n`);
    await print(`${token.text}\n`);
  },
};

export const tokensList: Command = {
  name: 'tokens list',
  aliases: ['tokens'],
  usage: '[--developer NAME | --all] [--json]',
  summary: 'Lists your tokens; for admins, those of others',
  on: 'rack',
  role: 'read',
  options: { ...LIST_OPTIONS, ...WHOSE_OPTIONS },
  async run(context, args) {
    noMoreWords(tokensList, args);
    const list = context.rack.tokens.list(whose(args), context.actor);
    await printList(context, args, list, {
      header: ['DEVELOPER', ...TOKEN_COLUMNS],
      row: (each) => [each.developer, ...(tokenRows([each])[0] ?? [])],
      id: ({ id }) => id,
      empty: 'There is no token. Make one: ssh rack tokens create NAME',
    });
  },
};

export const tokensRevoke: Command = {
  name: 'tokens revoke',
  aliases: ['tokens remove', 'tokens rm'],
  usage: 'NAME|ID [--developer NAME]',
  summary: 'Revokes a token and ends what it runs; for admins, anybody’s',
  on: 'rack',
  role: 'read',
  options: { developer: { type: 'string' } },
  async run({ actor, rack, print }, args) {
    const token = takeWord(tokensRevoke, args, 'which token, by its name or id');
    noMoreWords(tokensRevoke, args);
    const revoked = await rack.tokens.revoke(token, args.options.developer as string | undefined, actor);
    await print(`The token ${revoked.name} (${revoked.id}) of ${revoked.developer} lets nobody in any more.\n`);
  },
};
