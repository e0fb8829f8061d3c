import type { DomainInfo } from '../../apps/domains.ts';
import { outputTo } from '../../deploy/output.ts';
import { type Command, type CommandContext, LIST_OPTIONS, noMoreWords, takeWord } from '../command.ts';
import { printList } from '../listing.ts';

export const domains: Command = {
  name: 'domains',
  aliases: ['domains list'],
  usage: 'APP [--json]',
  summary: 'Lists the hosts of an app besides the rack’s own, and where each leads by now',
  on: 'app',
  role: 'read',
  options: LIST_OPTIONS,
  async run(context, args) {
    noMoreWords(domains, args);
    const { actor, rack, app } = context;
    await printList(context, args, await rack.domains.list(app, actor), {
      header: ['HOST', 'PROCESS', 'ADDED BY', 'DNS', 'CNAME TO'],
      row: ({ host, process, addedBy, target, dns }) => [host, process, addedBy ?? 'the app', DNS_WORDS[dns], target],
      empty: `${app} has no host of its own. Add one: ssh rack domains add ${app} HOST`,
    });
  },
};

export const domainsAdd: Command = {
  name: 'domains add',
  usage: 'APP HOST [-p PROCESS]',
  summary: 'Gives a host to an app: its requests come to web, or to another process',
  details: ['', '  HOST       www.example.com, or *.example.com for all below', '  -p, --process TYPE'],
  on: 'app',
  role: 'deploy',
  options: { process: { type: 'string', short: 'p' } },
  async run(context, args) {
    const host = takeWord(domainsAdd, args, 'which host').toLowerCase();
    noMoreWords(domainsAdd, args);
    const { process } = args.options as { process?: string };
    const wish = { host, ...(process !== undefined && { process }) };
    const added = await context.rack.domains.add(context.app, wish, request(context));
    await context.tell(`${host} leads to ${added.process} of ${context.app}.\n${recordWords(added)}\n`);
  },
};

export const domainsRemove: Command = {
  name: 'domains remove',
  usage: 'APP HOST',
  summary: 'Takes a host back that was added',
  on: 'app',
  role: 'deploy',
  async run(context, args) {
    const host = takeWord(domainsRemove, args, 'which host').toLowerCase();
    noMoreWords(domainsRemove, args);
    await context.rack.domains.remove(context.app, host, request(context));
  },
};

// Private

const DNS_WORDS: Readonly<Record<DomainInfo['dns'], string>> = {
  here: 'leads here',
  elsewhere: 'leads elsewhere',
  nowhere: 'not there yet',
};

function request({ actor, signal, tell }: CommandContext) {
  return { actor, signal, output: outputTo((line) => void tell(`${line}\n`)) };
}

function recordWords({ host, target, dns }: DomainInfo): string {
  if (dns === 'here') return 'Its DNS record leads here already.';
  const now = dns === 'elsewhere' ? 'Its DNS record leads elsewhere by now. Change it' : 'Make its DNS record';
  return `${now}: ${host} CNAME ${target} (at the top of a zone, an ALIAS of your DNS provider).`;
}
