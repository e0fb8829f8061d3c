import t from 'tap';
import type { Actor } from '../../../../server/apps/actor.ts';
import { Exposition } from '../../../../server/apps/exposition/exposition.ts';
import { Latest } from '../../../../server/metrics/latest.ts';
import type { RackEvent } from '../../../../server/model/event.ts';
import type { StatsRecord } from '../../../../wire/stats-record.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

const COPY = {
  ...{ process: 'web', release: 'R', task: 't', seconds: 10, cpu: 0.5, memory: 1000, memoryLimit: undefined },
  ...{ networkIn: 7, networkOut: 8, blockRead: 0, blockWrite: undefined },
};
const MACHINE = {
  ...{ cpu: 1.5, cores: 2, load: 3, memory: 10, memoryTotal: 20, disk: 30, diskTotal: 40 },
  ...{ networkIn: 100, networkOut: 100 },
};

t.test('copies are counted in sum, under the names that people know', async (t) => {
  const { exposition, note } = open();
  note(NOW - 20_000);
  note(NOW - 10_000);
  note(NOW - 10_000);
  const text = exposition.text(actor('all'));
  const labels = 'app="shop",process="web",copy="web.1",release="v4",instance_id="i-1"';
  t.ok(text.includes(`# TYPE rack_copy_cpu_seconds_total counter\nrack_copy_cpu_seconds_total{${labels}} 10\n`), text);
  t.ok(text.includes(`rack_copy_memory_bytes{${labels}} 1000\n`));
  t.notMatch(text, /rack_copy_memory_limit_bytes/, 'what there is not is not told');
  t.match(text, /^rack_instance_cpu_cores_busy\{instance_id="i-1"\} 1.5$/m);
});

t.test('what happened is counted by its kind', async (t) => {
  const { exposition, emit } = open();
  emit({ type: 'deploy.failed' } as RackEvent);
  const text = exposition.text(actor('all'));
  t.match(text, /^rack_events_total\{type="deploy.failed"\} 1$/m);
  t.match(text, /^rack_events_total\{type="deploy.live"\} 0$/m);
  t.match(text, /^rack_log_lag_seconds 0.25$/m);
});

t.test('whoever may see some apps sees those, and nothing of the rack', async (t) => {
  const { exposition, note } = open();
  note(NOW - 10_000);
  const text = exposition.text(actor(['blog']));
  t.match(text, /app="blog"/);
  t.notMatch(text, /shop|rack_instance|rack_info|process_cpu/);
});

function open() {
  const latest = new Latest(() => NOW);
  let emit: (event: RackEvent) => void = () => {};
  const exposition = new Exposition({
    name: 'test',
    version: '1',
    store: {
      apps: { list: () => [] },
      releases: { find: () => ({ version: 4 }) },
      drains: { list: () => [] },
    } as unknown as ConstructorParameters<typeof Exposition>[0]['store'],
    logs: { copyNumber: () => 1 },
    metrics: { latest },
    events: {
      listen: (listener) => {
        emit = listener;
      },
    },
    sessions: { count: 2 },
    vitals: {
      ...{ folder: '/', lag: () => 250, builds: () => ({ running: 0, waiting: 0, places: 2 }) },
      ...{ changes: () => ({ running: 0, waiting: 0 }), deliveries: () => ({ waiting: 0, troubled: 0 }) },
      ...{ alerts: () => [], expiring: async () => [] },
    },
  });
  const note = (at: number) => {
    const containers = ['shop', 'blog'].map((app) => ({ ...COPY, app, container: app }));
    const record: StatsRecord = {
      instance: 'i-1',
      at: new Date(at).toISOString(),
      seconds: 10,
      machine: MACHINE,
      containers,
    };
    latest.note(record);
  };
  return { exposition, note, emit: (event: RackEvent) => emit(event) };
}

function actor(apps: 'all' | string[]): Actor {
  return { developer: { name: 'ann', role: 'read', apps } } as Actor;
}
