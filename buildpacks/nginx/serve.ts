import { OWN } from '../dockerfile.ts';
import type { Plan, Surroundings } from '../plan.ts';
import { RUN_FOLDER } from './config.ts';
import type { Site } from './site.ts';
import { siteConfig } from './site-config.ts';

/** What of a plan serves files: a buildpack that makes a site has these in place of its own `processes`, the rest beside. */
export type Serving = Required<Pick<Plan, 'runtimes' | 'files' | 'path' | 'processes'>>;

/** The web server of a site, for the image that runs. */
export async function serve(site: Site, { resolve }: Pick<Surroundings, 'resolve'>): Promise<Serving> {
  return {
    runtimes: [await nginx(resolve)],
    files: { 'nginx.conf': siteConfig(site), 'bin/serve': SERVE },
    path: [`${OWN}/bin`],
    processes: { web: 'serve' },
  };
}

/** nginx itself, of whichever version the stack has: apps do not choose it. */
export async function nginx(resolve: Surroundings['resolve']): Promise<Plan['runtimes'][number]> {
  const pin = { wanted: 'stable', from: 'the stack’s own' };
  return { name: 'nginx', title: 'nginx', version: await resolve('nginx', pin), pin, at: 'run' };
}

// Private

/** On TERM nginx drops what it is answering, on QUIT it ends it first. */
const SERVE = `#!/bin/sh
mkdir -p ${RUN_FOLDER}
sed "s/listen PORT;/listen \${PORT:-8080};/" ${OWN}/nginx.conf > ${RUN_FOLDER}/nginx.conf
nginx -e stderr -c ${RUN_FOLDER}/nginx.conf &
trap 'kill -QUIT $!; wait $!' TERM INT
wait $!
`;
