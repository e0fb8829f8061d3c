import type { Readable } from 'node:stream';
import Docker from 'dockerode';
import type { Test } from 'tap';
import { lines } from '../../../../lib/lines.ts';
import { RACK_LABEL } from '../../../../local/config.ts';
import type { Input } from '../../../../local/endpoint/service.ts';

const docker = new Docker();

/** A program that must be alone on its volume: it takes a lock, writes as long as it may, and needs a second to end. */
const WRITER = `exec 2>&1
trap 'sleep 1; echo "end $TEXT" >> /data/log; rmdir /data/lock; exit 0' TERM
mkdir /data/lock || { echo "two writers" >> /data/log; exit 9; }
echo "begin $TEXT" >> /data/log
while :; do sleep 0.05; done`;
/** One that fails as soon as it has the lock. */
const FAILS = 'mkdir /data/lock && rmdir /data/lock; echo "failed $TEXT" >> /data/log; exit 3';

/** The container of a task definition that writes to the shared volume `data`, and the volume. */
export function writer(text: string, { fails = false } = {}): { container: Input; volumes: Input[] } {
  const container = {
    command: ['sh', '-c', fails ? FAILS : WRITER],
    environment: [{ name: 'TEXT', value: text }],
    portMappings: [],
    stopTimeout: 10,
    mountPoints: [{ sourceVolume: 'data', containerPath: '/data' }],
  };
  return {
    container,
    volumes: [{ name: 'data', dockerVolumeConfiguration: { scope: 'shared', autoprovision: true } }],
  };
}

/**
 * Counts from now on how many tasks' containers of a rack run at once, by Docker's own events as they happen: the engine keeps only
 * its last 256. Answers who ends the count and tells the most there were.
 */
export async function countAtOnce(t: Test, rack: string, label: string): Promise<() => Promise<number>> {
  const filters = JSON.stringify({
    type: ['container'],
    event: ['start', 'die'],
    label: [`${RACK_LABEL}=${rack}`, label],
  });
  const stream = (await docker.getEvents({ filters })) as unknown as Readable;
  t.teardown(() => stream.destroy());
  let [running, most] = [0, 0];
  const counted = (async () => {
    for await (const line of lines(stream)) {
      running += JSON.parse(line).Action === 'start' ? 1 : -1;
      most = Math.max(most, running);
    }
  })();
  return async () => {
    stream.destroy();
    await counted.catch(() => {});
    return most;
  };
}
