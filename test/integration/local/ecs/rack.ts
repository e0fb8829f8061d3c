import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import type { Log } from '../../../../lib/log.ts';
import { poll } from '../../../../lib/retry.ts';
import { type Config, RACK_LABEL } from '../../../../local/config.ts';
import { createEcs } from '../../../../local/ecs/service.ts';
import type { CallAws, Input } from '../../../../local/endpoint/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';

const BASE = process.env.RACK_BASE_IMAGE ?? 'rack/debian:bookworm';

/** A web server in one line of perl: answers every request with its TEXT, on port 8000 or LISTEN. */
export const SERVER = `use IO::Socket::INET; $SIG{TERM} = sub { exit 0 };
my $s = IO::Socket::INET->new(LocalPort => $ENV{LISTEN} || 8000, Listen => 50, ReuseAddr => 1) or die $!;
while (my $c = $s->accept) { my $l = <$c>; while (<$c>) { last if /^\\r?\\n$/ }
print $c "HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: ".length($ENV{TEXT})."\\r\\n\\r\\n$ENV{TEXT}"; close $c }`;

export function config(rack: string): Config {
  return {
    rack,
    home: mkdtempSync(join(tmpdir(), `${rack}-`)),
    port: 1,
    registryPort: 2,
    region: 'eu-west-1',
    account: '000000000000',
    accessKeyId: 'a',
    secretAccessKey: 's',
    baseImage: BASE,
  };
}

/** The ECS under test, and a short way to call it. */
export function openEcs(config: Config, callAws: CallAws, log: Log, keepContainers = 180_000, endpointUrl?: string) {
  const database = openDatabase(join(config.home, 'state.db'));
  const ecs = createEcs({ database, config, callAws, log, keepContainers, endpointUrl });
  // biome-ignore lint/suspicious/noExplicitAny: AWS shapes
  const call = async (operation: string, input: Input): Promise<any> => ecs.operations[operation]?.(input);
  return { ecs, call };
}

export function definition(family: string, container: Input = {}, more: Input = {}): Input {
  const web = {
    name: 'web',
    image: BASE,
    cpu: 16,
    memory: 64,
    command: ['perl', '-e', SERVER],
    environment: [{ name: 'TEXT', value: family }],
    portMappings: [{ containerPort: 8000 }],
    stopTimeout: 2,
    linuxParameters: { initProcessEnabled: true },
    dockerLabels: { 'rack.app': family },
    ...container,
  };
  return { family, containerDefinitions: [web], ...more };
}

/** Waits until `look` finds something; fails after `seconds`. */
export function until<T>(look: () => Promise<T | undefined>, seconds = 30): Promise<T> {
  return poll(look, { pace: { first: 10, factor: 1, most: 10 }, signal: AbortSignal.timeout(seconds * 1000) });
}

/** Removes every container, network and volume of a test's rack. */
export async function clean(rack: string): Promise<void> {
  const docker = new Docker();
  const filters = { label: [`${RACK_LABEL}=${rack}`] };
  for (const { Id } of await docker.listContainers({ all: true, filters })) {
    await docker
      .getContainer(Id)
      .remove({ force: true })
      .catch(() => {});
  }
  for (const { Id } of await docker.listNetworks({ filters })) await docker.getNetwork(Id).remove();
  const { Volumes } = await docker.listVolumes({ filters: JSON.stringify(filters) });
  for (const { Name } of Volumes ?? []) await docker.getVolume(Name).remove();
}
