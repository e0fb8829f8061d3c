import { join } from 'node:path';
import { Failure } from '../../lib/failure.ts';
import { projectRoot } from '../../lib/root.ts';
import { BringUp } from '../bring-up.ts';
import type { Command, Context } from '../command.ts';
import { type Config, checkRackName, findConfig, newConfig } from '../config.ts';
import { type Engine, engineVersion, openEngine } from '../engine.ts';
import { checkHomeIsOurs, type Home } from '../home.ts';
import { locked } from '../lock.ts';
import { askedPorts, choosePorts, PORT_NAMES, type PortName, type Ports } from '../ports.ts';
import { sshPaths } from '../ssh.ts';
import { askedTls, TLS_OPTIONS, withTls } from '../tls.ts';

export const up: Command = {
  name: 'up',
  summary: 'make the rack, or start what of it does not run',
  usage:
    '[--name NAME] [--containers] [--tls-cert FILE --tls-key FILE | --no-tls] [--aws-port N] [--router-port N] [--ssh-port N] [--http-port N] [--registry-port N]',
  help: `Brings the rack of this machine up and waits until it takes pushes. Run it again at any time: it starts what is
missing, after a reboot too, and leaves alone what runs.

The first time it makes the rack in RACK_HOME (default ~/.rack). Its name is --name, RACK_NAME or "rack"; a default port
that is taken is replaced by the next free one. Name, router port and registry port stay as they are then.

With --containers the rack is made as \`rack install\` makes one in an AWS account: its server and agent run as containers from an
image that is built here. It stays so; \`rack up\` updates it when the code has changed.

With --tls-cert and --tls-key, PEM files of a certificate (with its chain) and of its key, git over HTTP and the API are served
by HTTPS. It stays so, and renewed files are taken up by themselves; --no-tls goes back to plain HTTP.`,
  options: {
    name: { type: 'string' },
    containers: { type: 'boolean' },
    ...TLS_OPTIONS,
    ...Object.fromEntries(PORT_NAMES.map((name) => [`${name}-port`, { type: 'string' as const }])),
  },
  async run(context) {
    mustBeRoot();
    checkHomeIsOurs(context.home);
    const engine = openEngine();
    await engineVersion(engine);
    const wait = () => context.out.line('Another `rack up` or `down` is at work here; waiting for it.');
    const config = await locked(context.home.path, wait, () => bringUp(context, engine));
    context.out.line(summary(context.home, config));
    return 0;
  },
};

// Private

async function bringUp(context: Context, engine: Engine): Promise<Config> {
  const bring = new BringUp(context);
  const before = findConfig(context.home);
  const asked = askedPorts(context.options);
  const tls = askedTls(context.options);
  if (before) checkKept(before, asked, context);
  else checkRackName(nameOf(context) ?? DEFAULT_NAME);
  const ports = before ? { ...before.ports, ...asked } : await choosePorts(asked, context.out.line);
  const stack = await bring.baseImage(engine);
  const fresh = () => ({
    ...newConfig(nameOf(context) ?? DEFAULT_NAME, ports, stack),
    ...(context.options.containers === true && { containers: true }),
  });
  const config = withTls(before ? { ...before, ports } : fresh(), tls);
  await bring.start(config, engine);
  return config;
}

const DEFAULT_NAME = 'rack';

/** Apps' listeners and images carry these, so they cannot change under them. */
const KEPT_PORTS: PortName[] = ['router', 'registry'];

function nameOf({ options, env }: Context): string | undefined {
  return (options.name as string | undefined) ?? (env.RACK_NAME || undefined);
}

function checkKept(config: Config, asked: Partial<Ports>, context: Context): void {
  const name = nameOf(context);
  const changed = KEPT_PORTS.find((port) => asked[port] !== undefined && asked[port] !== config.ports[port]);
  if (changed) throw keeps(`The rack's ${changed} port is ${config.ports[changed]}`, `--${changed}-port`);
  if (context.options.containers && !config.containers)
    throw keeps("The rack's server and agent are processes of this machine", '--containers');
  if (name !== undefined && name !== config.rack) throw keeps(`The rack here is called ${config.rack}`, '--name');
}

function keeps(sentence: string, option: string): Failure {
  return new Failure('rack_keeps', `${sentence} and cannot be changed.`, {
    hint: `Leave ${option} out, or make a second rack with another RACK_HOME.`,
  });
}

function mustBeRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new Failure('not_root', 'A rack runs as root: it reads the log files of the Docker engine.', {
    hint: 'Run it again with sudo.',
  });
}

function summary(home: Home, { rack, domain, ports }: Config): string {
  return `Rack "${rack}" is up.

To push an app:
  ${join(projectRoot, 'bin/rack')} ssh-config >> ~/.ssh/config      once, so that ssh and git know the host "rack"
  git remote add rack rack:my-app                in the app's repository
  git push rack main
  curl http://my-app.${domain}:${ports.router}/

Without touching ~/.ssh/config: GIT_SSH_COMMAND="ssh -F ${sshPaths(home).config}" git push rack main`;
}
