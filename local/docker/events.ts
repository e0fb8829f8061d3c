import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { lines } from '../../lib/lines.ts';
import type { Log } from '../../lib/log.ts';
import { type Engine, sentenceOf } from './engine.ts';

/** A container's event as Docker tells it: `oom`, `die` or `health_status: healthy`. */
export interface ContainerEvent {
  action: string;
  id: string;
  /** The container's labels, and what belongs to the event (`exitCode`). */
  attributes: Record<string, string>;
}

/** How long to wait before the stream of an engine that went away is opened again. */
const RECONNECT_MS = 300;

/**
 * Follows the events of the containers that carry a label, until `signal` aborts; opens the stream again whenever it
 * ends. `onOpen` is called each time it is open: what happened while it was not must be found by a look at Docker.
 */
export async function followEvents(
  engine: Engine,
  options: {
    label: string;
    signal: AbortSignal;
    log: Log;
    onOpen: () => void;
    onEvent: (event: ContainerEvent) => void;
  },
): Promise<void> {
  let told = false;
  const onOpen = () => {
    told = false;
    options.onOpen();
  };
  while (!options.signal.aborted) {
    try {
      await followOnce(engine, { ...options, onOpen });
    } catch (error) {
      // Once, and not at every try while the engine is away.
      if (!options.signal.aborted && !told) options.log.error(`Docker's events are not heard: ${sentenceOf(error)}`);
      told = true;
    }
    await sleep(RECONNECT_MS, undefined, { signal: options.signal }).catch(() => {});
  }
}

// Private

async function followOnce(engine: Engine, options: Parameters<typeof followEvents>[1]): Promise<void> {
  const filters = { type: ['container'], label: [options.label], event: ['oom', 'die', 'health_status'] };
  const stream = (await engine.getEvents({ filters: JSON.stringify(filters) })) as unknown as Readable;
  const close = () => stream.destroy();
  // While the engine took its time to answer, nobody heard that it is over.
  if (options.signal.aborted) return void close();
  options.signal.addEventListener('abort', close, { once: true });
  try {
    options.onOpen();
    for await (const line of lines(stream)) if (line !== '') options.onEvent(parse(line));
  } finally {
    options.signal.removeEventListener('abort', close);
    stream.destroy();
  }
}

function parse(line: string): ContainerEvent {
  const event = JSON.parse(line);
  return { action: event.Action, id: event.Actor.ID, attributes: event.Actor.Attributes };
}
