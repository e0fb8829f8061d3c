import { type AppInfo, told } from '../../apps/apps.ts';
import type { CertificateInfo } from '../../apps/certificate-info.ts';
import type { Address } from '../../model/address.ts';
import { type Release, whatRuns } from '../../model/release.ts';
import type { Lock } from '../../store/locks.ts';
import { type Command, JSON_OPTION, noMoreWords } from '../command.ts';

export const info: Command = {
  name: 'info',
  aliases: ['apps info'],
  usage: 'APP [--json]',
  summary: 'Tells what an app is: address, release, who made it',
  on: 'app',
  role: 'read',
  options: JSON_OPTION,
  async run({ actor, rack, app: name, print }, args) {
    noMoreWords(info, args);
    const app = rack.apps.find(name, actor);
    if (args.options.json) return print(`${JSON.stringify(told(app), null, 2)}\n`);
    const { live } = app;
    const tip = await rack.apps.tip(name);
    const certificates = await rack.certificates.of(name, actor);
    const [locked, paused] = [rack.locks.of(name, actor), rack.maintenance.of(name, actor)];
    const facts = [
      ['Name', app.name],
      ['URL', app.url],
      ...services(app).map(({ process, url }) => ['', `${url} (${process})`] as const),
      ['Branch', app.settings['deploy-branch'] ?? 'main or master'],
      ['Release', live ? `v${live.version} (${live.id}), ${live.description}` : 'none yet: git push rack main'],
      ['Commit', live ? commitWords(live, tip) : '-'],
      ['Deployed', live ? `${live.createdAt} by ${live.createdBy}` : '-'],
      ['Created', `${app.createdAt} by ${app.createdBy}`],
      ...certificates.map((each) => ['Certified', certificateWords(each)] as const),
      ...(locked ? [['Locked', lockWords(locked)] as const] : []),
      ...(paused ? [['Serves', `not: in maintenance since ${paused.since} by ${paused.by}`] as const] : []),
    ] as const;
    await print(facts.map(([name, value]) => `${(name && `${name}:`).padEnd(10)} ${value}\n`).join(''));
  },
};

// Private

/** Where more answers than the app's own URL. */
function services({ url, addresses }: AppInfo): Address[] {
  return addresses.filter((address) => address.url !== url);
}

/** What runs; and where the branch is, when the next push of it would bring something else. */
function commitWords(live: Release, tip: { branch: string; commit: string } | undefined): string {
  const runs = live.origin.kind === 'image' ? `none, it is the image ${live.origin.name}` : whatRuns(live);
  if (!tip || tip.commit === live.commit) return runs;
  return `${runs}; ${tip.branch} is at ${tip.commit.slice(0, 7)}`;
}

function certificateWords({ domains, expires }: CertificateInfo): string {
  return `${domains.join(', ')}, until ${expires ?? 'it is issued'}`;
}

function lockWords({ by, at, reason }: Lock): string {
  return `by ${by} at ${at}${reason === undefined ? '' : `: ${reason}`}`;
}
