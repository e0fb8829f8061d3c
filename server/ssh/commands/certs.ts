import type { CertificateInfo } from '../../apps/certificate-info.ts';
import { outputTo } from '../../deploy/output.ts';
import { type Arguments, type Command, type CommandContext, LIST_OPTIONS, noMoreWords, takeWord } from '../command.ts';
import { inputText } from '../input.ts';
import { printList } from '../listing.ts';
import { seconds } from './access.ts';

export const certs: Command = {
  name: 'certs',
  aliases: ['certs list', 'certificates'],
  usage: '[--json]',
  summary: 'Lists certificates: for which hosts, until when, and what they are presented for',
  on: 'rack',
  role: 'read',
  options: LIST_OPTIONS,
  async run(context, args) {
    noMoreWords(certs, args);
    await printList(context, args, await context.rack.certificates.list(context.actor), {
      header: ['ID', 'HOSTS', 'EXPIRES', 'STATUS', 'FOR'],
      row: (each) => [each.id, hostWords(each), seconds(each.expires) ?? '-', each.status, useWords(each)],
      empty: 'There is no certificate. Add one: ssh rack certs add APP < FILE, for admins ssh rack certs import < FILE',
    });
  },
};

export const certsAdd: Command = {
  name: 'certs add',
  usage: 'APP [ID] < FILE',
  summary: 'Has the load balancer present a certificate for hosts of an app',
  details: [
    '',
    '  FILE  PEM: the certificate, its chain, its key (cat fullchain.pem privkey.pem)',
    '  ID    one that the rack has already, in place of a file',
  ],
  on: 'app',
  role: 'deploy',
  async run(context, args) {
    const id = args.words.shift();
    noMoreWords(certsAdd, args);
    const given = id === undefined ? { pem: await inputText(context.stdin, MOST_PEM) } : { id };
    await told(context, await context.rack.certificates.add(context.app, given, request(context)));
  },
};

export const certsImport: Command = {
  name: 'certs import',
  usage: '< FILE',
  summary: 'Keeps a certificate for the rack',
  details: ['', '  FILE  PEM: the certificate, its chain, its key (cat fullchain.pem privkey.pem)'],
  on: 'rack',
  role: 'admin',
  async run(context, args) {
    noMoreWords(certsImport, args);
    const pem = await inputText(context.stdin, MOST_PEM);
    await told(context, await context.rack.certificates.import(pem, context.actor));
  },
};

export const certsGenerate: Command = {
  name: 'certs generate',
  usage: 'HOST…',
  summary: 'Makes a certificate that vouches for itself, for tests: browsers warn of it',
  on: 'rack',
  role: 'admin',
  async run(context, args) {
    await told(context, await context.rack.certificates.generate(takeHosts(certsGenerate, args), context.actor));
  },
};

export const certsRequest: Command = {
  name: 'certs request',
  usage: 'HOST…',
  summary: 'Has AWS issue and renew a certificate; tells the DNS records that it asks for',
  on: 'rack',
  role: 'admin',
  async run(context, args) {
    const made = await context.rack.certificates.request(takeHosts(certsRequest, args), context.actor);
    await told(context, made);
    for (const { name, type, value } of made.records) await context.print(`${name} ${type} ${value}\n`);
    if (made.records.length === 0) await context.tell('AWS still makes up the DNS records: ssh rack certs --json\n');
    else await context.tell('Make these DNS records; AWS issues it within minutes. They stay, for its renewal.\n');
  },
};

export const certsRemove: Command = {
  name: 'certs remove',
  usage: 'ID',
  summary: 'Deletes a certificate; where an app has it, the load balancer presents it no more',
  on: 'rack',
  role: 'deploy',
  async run(context, args) {
    const id = takeWord(certsRemove, args, 'which certificate, by its id');
    noMoreWords(certsRemove, args);
    await context.rack.certificates.remove(id, request(context));
    await context.tell(`${id} is removed.\n`);
  },
};

// Private

/** Bytes of a certificate, its chain and its key. */
const MOST_PEM = 128 * 1024;

function request({ actor, signal, tell }: CommandContext) {
  return { actor, signal, output: outputTo((line) => void tell(`${line}\n`)) };
}

function takeHosts(command: Command, args: Arguments): string[] {
  const first = takeWord(command, args, 'for which hosts');
  return [first, ...args.words.splice(0)].map((host) => host.toLowerCase());
}

/** Results are what one goes on with: its id, and its ARN for the rack's parameter. */
async function told({ print, tell }: CommandContext, made: CertificateInfo): Promise<void> {
  await print(`${made.id}\n`);
  const until = made.expires === undefined ? '' : `, until ${seconds(made.expires)}`;
  await tell(`For ${made.domains.join(', ')}${until}; ${useWords(made)}.\nIts ARN is ${made.arn}\n`);
}

function hostWords({ domains }: CertificateInfo): string {
  return domains.length > 3 ? `${domains.slice(0, 3).join(' ')} and ${domains.length - 3} more` : domains.join(' ');
}

function useWords({ app, isDefault }: CertificateInfo): string {
  if (app !== undefined) return isDefault ? `${app}, the rack` : app;
  return isDefault ? 'the rack' : 'nothing yet';
}
