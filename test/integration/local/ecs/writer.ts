import Docker from 'dockerode';
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

/** How many tasks' containers of a rack with this label ran at once at most since a moment, by Docker's own events. */
export async function mostAtOnce(rack: string, label: string, since: number): Promise<number> {
  const filters = JSON.stringify({
    type: ['container'],
    event: ['start', 'die'],
    label: [`${RACK_LABEL}=${rack}`, label],
  });
  const until = Date.now() / 1000;
  const stream = (await docker.getEvents({ since: since / 1000, until, filters })) as unknown as AsyncIterable<Buffer>;
  let text = '';
  for await (const chunk of stream) text += chunk.toString();
  const events = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { Action: string; timeNano: number });
  let running = 0;
  const counts = events
    .sort((a, b) => a.timeNano - b.timeNano)
    .map(({ Action }) => {
      running += Action === 'start' ? 1 : -1;
      return running;
    });
  return Math.max(0, ...counts);
}
