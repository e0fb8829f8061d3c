import type { ProcessInfo } from '../../../apps/processes.ts';
import { decimal, listOf, shape, text, time } from '../../schema.ts';

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
    instance: text('The machine that it runs on'),
    host: text('The machine that it runs on'),
    cpu: decimal('What it takes of the machine, in cores'),
    memory: decimal('What it takes of what it may have, 0 to 1'),
    ports: listOf(text('host:container'), 'Where it listens'),
    lastStop: text('How the copy before it ended, when that was not in peace'),
    task: text('Its task in ECS'),
  },
  ['started', 'command', 'image', 'instance', 'host', 'cpu', 'memory', 'ports', 'lastStop'],
);

export function processView(copy: ProcessInfo, app: string) {
  const { name, process, state, release, since, lastStop, task } = copy;
  return {
    id: name,
    app,
    name: process,
    status: state,
    release,
    ...(since !== undefined && { started: since }),
    ...(lastStop !== undefined && { lastStop }),
    task,
  };
}
