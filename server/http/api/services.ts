import { SILENCE } from '../../deploy/output.ts';
import { type Route, route } from '../routes.ts';
import { integer, listOf, shape, text, yesNo } from '../schema.ts';

const PORT = shape('ServicePort', {
  balancer: integer('Where requests come in'),
  container: integer('Where the process listens'),
  certificate: text('Empty: the certificate is of the rack'),
});

const SERVICE = shape('Service', {
  name: text('The process type'),
  count: integer('How many copies shall run'),
  running: integer('How many run'),
  cpu: integer('What is kept for a copy; 1024 are a core'),
  memory: integer('What a copy may have, in MiB'),
  domain: text('The host at which it gets requests; empty where it gets none'),
  domains: listOf(text('A host'), 'Hosts of its own'),
  ports: listOf(PORT, 'Empty where it gets no requests'),
  isScaled: yesNo('Whether somebody has set its size'),
});

export const services: Route = {
  method: 'GET',
  path: '/apps/{app}/services',
  summary: 'Lists the processes of the live release and how many of which size run',
  on: 'app',
  role: 'read',
  answers: listOf(SERVICE),
  async run({ rack, actor, app }) {
    const { addresses } = rack.apps.find(app, actor);
    const sizes = await rack.formation.list(app, actor);
    const views = sizes.map(({ process: name, port, ...size }) => {
      const url = addresses.find(({ process }) => process === name)?.url;
      const balancer = url === undefined ? undefined : urlPort(url);
      const ports = port === undefined ? [] : [{ balancer: balancer ?? port, container: port, certificate: '' }];
      return { name, ...size, domain: url === undefined ? '' : new URL(url).hostname, ports };
    });
    return views.sort((one, other) => one.name.localeCompare(other.name, 'en'));
  },
};

export const scaleService = route({
  method: 'PUT',
  path: '/apps/{app}/services/{service}',
  summary: 'Changes how many copies of a process run, and how large they are; it holds for later releases too',
  on: 'app',
  role: 'deploy',
  params: {
    count: { type: 'integer', least: 0, most: 5000, what: 'how many copies' },
    cpu: { type: 'integer', least: 0, most: 1_048_576, what: 'what is kept for a copy; 1024 are a core' },
    memory: { type: 'integer', least: 1, most: 16_777_216, what: 'what a copy may have, in MiB' },
  },
  async run({ rack, actor, app, path, given }) {
    const scale = (signal: AbortSignal) =>
      rack.formation.scale(app, { [path.service as string]: given }, { actor, signal, output: SILENCE });
    await rack.background.soon({ app, doing: 'updating', actor }, scale);
  },
});

export const restartService: Route = {
  method: 'POST',
  path: '/apps/{app}/services/{service}/restart',
  summary: 'Replaces the copies of a process by new ones of the same release',
  on: 'app',
  role: 'deploy',
  async run({ rack, actor, app, path }) {
    const restart = (signal: AbortSignal) =>
      rack.processes.restart(app, path.service as string, { actor, signal, output: SILENCE });
    await rack.background.soon({ app, doing: 'updating', actor }, restart);
  },
};

// Private

/** The port of a URL, also where it is the usual one. */
function urlPort(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}
