import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Failure, messageOf } from '../lib/failure.ts';
import { run } from '../lib/run.ts';
import { canPull, derive, pullParent } from './base-image-pull.ts';
import { BASE_IMAGE, type Config } from './config.ts';
import { type Engine, followProgress, tolerate } from './engine.ts';
import { locked } from './lock.ts';

/** Where a machine keeps the certificate authorities that its owner added. */
const AUTHORITIES = '/usr/local/share/ca-certificates';

const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

/** The variables by which programs in the image find the bundle; without them package installs fail behind a proxy. */
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  NODE_EXTRA_CA_CERTS: BUNDLE,
  SSL_CERT_FILE: BUNDLE,
  SSL_CERT_DIR: '/etc/ssl/certs',
  PIP_CERT: BUNDLE,
  REQUESTS_CA_BUNDLE: BUNDLE,
  CURL_CA_BUNDLE: BUNDLE,
  GIT_SSL_CAINFO: BUNDLE,
};

/** How the base image came to be, and with it, whether Docker Official Images can be had here. */
export interface BaseImage {
  origin: Origin;
  /** True when it had to be made now. */
  made: boolean;
}

type Origin = 'pulled' | 'bootstrapped';

/** The base image is there and trusts what this machine trusts; it is made when missing or when the trust has changed. */
export async function ensureBaseImage(engine: Engine, say: (line: string) => void): Promise<BaseImage> {
  const there = await findBaseImage(engine);
  if (there) return { origin: there, made: false };
  return locked(
    'base-image',
    () => say('Another rack is making the base image; waiting for it.'),
    async () => {
      const meanwhile = await findBaseImage(engine);
      return meanwhile ? { origin: meanwhile, made: false } : { origin: await make(engine, say), made: true };
    },
  );
}

/** How the base image was made; undefined when there is none that trusts what this machine trusts. */
export async function findBaseImage(engine: Engine): Promise<Origin | undefined> {
  const labels = (await tolerate([404], engine.getImage(BASE_IMAGE).inspect()))?.Config.Labels ?? {};
  return labels['io.rack.authorities'] === authoritiesHash() ? (labels['io.rack.origin'] as Origin) : undefined;
}

/** The stack that buildpacks build on, as the base image tells it. */
export function stackOf({ origin }: BaseImage): Config['stack'] {
  return origin === 'pulled' ? 'official' : 'debian';
}

// Private

async function make(engine: Engine, say: (line: string) => void): Promise<Origin> {
  const pulled = await canPull(engine);
  say(`Making the base image ${BASE_IMAGE} ${pulled ? 'from debian:bookworm-slim' : 'from Debian packages'} …`);
  if (!pulled) await bootstrap(engine);
  else {
    await pullParent(engine);
    await derive(engine, { name: BASE_IMAGE, authorities: AUTHORITIES, env: ENVIRONMENT, labels: labels('pulled') });
  }
  return pulled ? 'pulled' : 'bootstrapped';
}

/** A minimal Debian straight from its packages, written whole to a file before the engine takes it: no half image. */
async function bootstrap(engine: Engine): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rack-base-'));
  try {
    const archive = join(folder, 'base.tar');
    await run(bootstrapCommand(archive), { timeout: BOOTSTRAP_WITHIN });
    await importImage(engine, archive);
  } catch (cause) {
    throw new Failure('no_base_image', `The base image could not be made: ${messageOf(cause)}`, {
      hint: 'It needs mmdebstrap (scripts/setup.sh installs it) and a Debian mirror that this machine can reach.',
      cause,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds for a bootstrap on a slow line; 15 s are usual. */
const BOOTSTRAP_WITHIN = 10 * 60_000;

/** What nobody reads in a container stays out, as in Debian's own slim images. */
const SLIM = [
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/locale/*',
  'path-exclude=/usr/share/doc/*',
  'path-include=/usr/share/doc/*/copyright',
];

/** The hooks are constant: what they copy is named by folder, so no file name of the machine reaches a shell. */
function bootstrapCommand(archive: string): string[] {
  const trust = existsSync(AUTHORITIES) ? [`--customize-hook=sync-in ${AUTHORITIES} ${AUTHORITIES}`] : [];
  return [
    'mmdebstrap',
    '--quiet',
    '--variant=minbase',
    '--include=ca-certificates',
    ...SLIM.map((option) => `--dpkgopt=${option}`),
    `--essential-hook=mkdir -p "$1${AUTHORITIES}"`,
    ...trust,
    '--customize-hook=chroot "$1" update-ca-certificates',
    'bookworm',
    archive,
  ];
}

async function importImage(engine: Engine, archive: string): Promise<void> {
  const [repo, tag] = BASE_IMAGE.split(':') as [string, string];
  const pairs = (values: Record<string, string>) => Object.entries(values).map(([name, value]) => `${name}=${value}`);
  const changes = [
    ...pairs(ENVIRONMENT).map((pair) => `ENV ${pair}`),
    ...pairs(labels('bootstrapped')).map((pair) => `LABEL ${pair}`),
    'CMD ["/bin/bash"]',
  ];
  const answer = await engine.importImage(createReadStream(archive) as never, { repo, tag, changes });
  await followProgress(engine, answer as unknown as Readable);
}

function labels(origin: Origin): Record<string, string> {
  return { 'io.rack.base': '1', 'io.rack.origin': origin, 'io.rack.authorities': authoritiesHash() };
}

/** Changes when this machine trusts other authorities, or when a new Rack makes another image. */
function authoritiesHash(): string {
  const hash = createHash('sha256').update(JSON.stringify(ENVIRONMENT));
  const names = existsSync(AUTHORITIES) ? readdirSync(AUTHORITIES, { recursive: true, encoding: 'utf8' }) : [];
  for (const name of names.filter((each) => each.endsWith('.crt')).sort())
    hash.update(`\0${name}\0`).update(readFileSync(join(AUTHORITIES, name)));
  return hash.digest('hex').slice(0, 16);
}
