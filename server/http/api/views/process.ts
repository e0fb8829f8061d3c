import type { ProcessInfo } from '../../../apps/processes.ts';
import { decimal, integer, listOf, shape, text, time, yesNo } from '../../schema.ts';

/** A copy of a process as clients see it. */
export const PROCESS = shape(
  'Process',
  {
    id: text('web.1, or run.1234: what it is called in paths'),
    app: text('Its app'),
    name: text('The process type'),
    status: text('running, pending, …'),
    release: text('The release that it is of, as v4'),
    started: time('When it started'),
    command: text('What it runs'),
    image: text('Its image'),
    instance: text('The machine that it is on'),
    host: text('The machine that it is on'),
    cpu: decimal('Cores that it takes right now'),
    memory: decimal('Bytes that it takes right now'),
    memoryLimit: integer('Bytes that it may take'),
    ports: listOf(text('host:container'), 'Where it is reached'),
    health: text('healthy, or unhealthy'),
    restarts: integer('How many copies of the process have ended by themselves in the last hour'),
    lastStop: text('How the copy before it ended, when that was not in peace'),
    lastStopAt: time('When that was'),
    oneOff: yesNo('Whether it runs once, and nothing takes its place'),
    task: text('Its task in ECS'),
  },
  ['started', 'image', 'instance', 'host', 'cpu', 'memory', 'memoryLimit', 'health', 'lastStop', 'lastStopAt'],
);

export function processView(copy: ProcessInfo, app: string) {
  const { name: id, process: name, state: status, since: started, instance, command = '', ...rest } = copy;
  return { ...rest, id, app, name, status, started, command, instance, host: instance };
}
