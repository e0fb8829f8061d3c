import type { Alert, AlertName, Finding } from '../../model/alert.ts';
import type { EventType, RackEvent } from '../../model/event.ts';
import type { Store } from '../../store/store.ts';
import { type Look, MINUTE } from './look.ts';

/** So many ends within this time are a loop. It is over when there was none for as long. */
const LOOP = { crashes: 3, within: 10 * MINUTE };

/** A copy that was out of memory is so again, unless it was not for so long. */
const MEMORY_CALM = 15 * MINUTE;

/** Processes whose copies end again and again. What is counted are the events, which a restart of the server does not forget. */
export function crashLoops({ events }: Pick<Store, 'events'>): Look {
  return {
    names: ['crash-loop'],
    patience: 0,
    calm: 0,
    find(raised, now) {
      const crashes = byProcess(since(events, ['process.crashed'], now - LOOP.within));
      const isLoop = ({ subject }: Pick<Alert, 'subject'>, count: number) =>
        count >= LOOP.crashes || raised.some((alert) => alert.subject === subject);
      return crashes
        .filter((each) => isLoop(each, each.events.length))
        .map(({ app, process, subject, events: all }) => {
          const times = all.length === 1 ? 'once' : `${all.length} times`;
          const message = `${process} of ${app} ended ${times} within ten minutes, the last time so: ${all.at(-1)?.message}`;
          return finding('crash-loop', { app, process, subject, message, severity: 'critical' });
        });
    },
  };
}

/** Processes whose copies, or programs in them, were killed because there was no memory left for them. */
export function outOfMemory({ events }: Pick<Store, 'events'>): Look {
  return {
    names: ['out-of-memory'],
    patience: 0,
    calm: 0,
    find(_, now) {
      const all = since(events, ['process.crashed', 'process.out-of-memory'], now - MEMORY_CALM);
      const kills = all.filter(({ type, data }) => type === 'process.out-of-memory' || data.outOfMemory === true);
      return byProcess(kills).map(({ app, process, subject, events: each }) => {
        const message = `${process} of ${app} was out of memory: ${each.at(-1)?.message}`;
        return finding('out-of-memory', { app, process, subject, message, severity: 'warning' });
      });
    },
  };
}

// Private

interface ProcessEvents {
  app: string;
  process: string;
  subject: string;
  /** Oldest first. */
  events: RackEvent[];
}

function since(events: Store['events'], types: EventType[], from: number): RackEvent[] {
  return events.list({ types, since: new Date(from).toISOString() }, 'apps');
}

function byProcess(events: readonly RackEvent[]): ProcessEvents[] {
  const found = new Map<string, ProcessEvents>();
  for (const event of events) {
    const { app, data } = event;
    if (app === undefined || typeof data.process !== 'string') continue;
    const subject = `${app} ${data.process}`;
    const known = found.get(subject) ?? { app, process: data.process, subject, events: [] };
    known.events.push(event);
    found.set(subject, known);
  }
  return [...found.values()];
}

interface Words {
  app: string;
  process: string;
  subject: string;
  message: string;
  severity: Alert['severity'];
}

function finding(name: AlertName, { app, process, ...words }: Words): Finding {
  const hint =
    name === 'crash-loop'
      ? `What it said: ssh rack logs ${app} -p ${process}; what ran before: ssh rack rollback ${app}`
      : `What it takes: ssh rack metrics ${app}; more memory: ssh rack scale ${app} ${process}=N --memory MIB`;
  return { name, app, stage: 1, hint, ...words };
}
