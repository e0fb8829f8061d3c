import { type Metric, writeMetrics } from '../../../lib/prometheus.ts';
import type { Logs } from '../../logs/logs.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { sees } from '../../model/access.ts';
import { EVENT_TYPES } from '../../model/event.ts';
import type { Store } from '../../store/store.ts';
import type { Actor } from '../actor.ts';
import type { Events } from '../events.ts';
import type { Vitals } from '../health.ts';
import type { Sessions } from '../sessions.ts';
import { copyMetrics } from './copies.ts';
import { machineMetrics } from './machines.ts';
import { one, ServerProcess } from './server-process.ts';

export interface ExpositionOptions {
  name: string;
  version: string;
  store: Pick<Store, 'apps' | 'releases' | 'drains'>;
  logs: Pick<Logs, 'copyNumber'>;
  metrics: Pick<Metrics, 'latest'>;
  events: Pick<Events, 'listen'>;
  sessions: Pick<Sessions, 'count'>;
  vitals: Vitals;
}

/** What a Prometheus server reads of the rack. Nothing that costs anything elsewhere is asked for it. */
export class Exposition {
  private readonly options: ExpositionOptions;
  private readonly server = new ServerProcess();
  /** How often something happened since the server started. */
  private readonly happened = new Map(Object.keys(EVENT_TYPES).map((type) => [type, 0]));

  constructor(options: ExpositionOptions) {
    this.options = options;
    options.events.listen(({ type }) => this.happened.set(type, (this.happened.get(type) ?? 0) + 1));
  }

  /** The text of all metrics that the actor may see: those of his apps, and of the rack for whoever may see all apps. */
  text({ developer }: Actor): string {
    const { latest } = this.options.metrics;
    const copies = latest.copies().filter(({ stats }) => sees(developer, stats.app));
    const own = [...copyMetrics(copies.map((copy) => this.named(copy))), ...this.drains(developer)];
    if (developer.apps !== 'all') return writeMetrics(own);
    return writeMetrics([...own, ...machineMetrics(latest.machines()), ...this.rack(), ...this.server.metrics()]);
  }

  // Private

  private named<T extends ReturnType<Metrics['latest']['copies']>[number]>(copy: T) {
    const { app, process, release, task } = copy.stats;
    const version = this.options.store.releases.find(release)?.version;
    const stats = { ...copy.stats, release: version === undefined ? release : `v${version}` };
    return { ...copy, stats, name: `${process}.${this.options.logs.copyNumber(app, process, release, task)}` };
  }

  private drains(developer: Actor['developer']): Metric[] {
    const drains = this.options.store.drains.list().filter(({ app }) => sees(developer, app));
    const counter = (name: string, help: string, count: 'delivered' | 'dropped'): Metric => {
      const samples = drains.map((drain) => ({ labels: { app: drain.app, drain: drain.id }, value: drain[count] }));
      return { name: `rack_drain_${name}_total`, help, type: 'counter', samples };
    };
    return [
      counter('delivered_lines', 'Lines that a drain has delivered.', 'delivered'),
      counter('dropped_lines', 'Lines that a drain could not deliver in time.', 'dropped'),
    ];
  }

  private rack(): Metric[] {
    const { name, version, store, sessions, vitals } = this.options;
    const [builds, changes, deliveries] = [vitals.builds(), vitals.changes(), vitals.deliveries()];
    const lag = vitals.lag();
    return [
      one('rack_info', 'The rack and its version.', 1, { rack: name, version }),
      one('rack_apps', 'Apps.', store.apps.list().length),
      one('rack_sessions', 'Connections and requests of developers that run.', sessions.count),
      one('rack_builds_running', 'Builds that run.', builds.running),
      one('rack_builds_waiting', 'Builds that wait for a place.', builds.waiting),
      one('rack_changes_running', 'Changes of apps that run, pushes too.', changes.running),
      one('rack_changes_waiting', 'Changes of apps that wait their turn.', changes.waiting),
      one('rack_webhook_deliveries_waiting', 'Deliveries of webhooks that wait.', deliveries.waiting),
      one('rack_alerts', 'What is wrong now.', vitals.alerts().length),
      ...(lag === undefined ? [] : [one('rack_log_lag_seconds', 'By how much logs are behind.', lag / 1000)]),
      this.events(),
    ];
  }

  private events(): Metric {
    const samples = [...this.happened].map(([type, value]) => ({ labels: { type }, value }));
    const help = 'How often something happened since the server started: deploys by their outcome, builds, alerts.';
    return { name: 'rack_events_total', help, type: 'counter', samples };
  }
}
