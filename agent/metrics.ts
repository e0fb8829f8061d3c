import { type Metric, writeMetrics } from '../lib/prometheus.ts';
import type { Tally } from './tally.ts';

/** What an agent is about now. */
export interface Present {
  watch: { isFollowing: boolean; size: number };
  shipper: { waitingBytes: number };
  held: { bytes: number };
  /** Bytes that containers have printed and that are not yet read. */
  unread: number;
}

/** An agent's own metrics in Prometheus' text format. */
export function writeTally(tally: Tally, present: Present): string {
  const counters = Object.entries(COUNTERS).map(([key, [name, help]]) =>
    metric(`rack_agent_${name}_total`, 'counter', help, tally[key as keyof Tally]),
  );
  return writeMetrics([...counters, ...gauges(present)]);
}

// Private

/** By the names of a tally. */
const COUNTERS: Record<keyof Tally, [name: string, help: string]> = {
  linesRead: ['lines_read', 'Lines read from log files.'],
  bytesRead: ['bytes_read', 'Bytes of them.'],
  linesShipped: ['lines_shipped', 'Lines that the stream has acknowledged, with those that the agent says itself.'],
  bytesShipped: ['bytes_shipped', 'Bytes of them before compression.'],
  recordsShipped: ['records_shipped', 'Records that the stream has acknowledged.'],
  recordBytes: ['record_bytes', 'Bytes of them.'],
  recordsRefused: ['records_resent', 'Records that the stream refused, each time; they are sent again.'],
  recordsThrottled: ['records_throttled', 'Those of them that were more than their shard takes.'],
  calls: ['calls', 'Calls to the stream.'],
  callsFailed: ['calls_failed', 'Calls that failed as a whole.'],
  losses: ['losses', 'How often lines were gone before they could be read.'],
  bytesLost: ['bytes_lost', 'Bytes of log files that were given up, as far as they are known.'],
  positionsWritten: ['positions_written', 'Positions of containers written to the disk.'],
};

function gauges({ watch, shipper, held, unread }: Present): Metric[] {
  return [
    metric('rack_agent_unread_bytes', 'gauge', 'Bytes of log files that are not yet read.', unread),
    metric('rack_agent_outbox_bytes', 'gauge', 'Bytes read that the stream does not have yet.', shipper.waitingBytes),
    metric('rack_agent_held_bytes', 'gauge', 'Bytes of removed log files that are kept to be read.', held.bytes),
    metric('rack_agent_containers', 'gauge', 'Containers that are followed.', watch.size),
    metric('rack_agent_engine_up', 'gauge', '1 while the Docker engine tells what happens.', Number(watch.isFollowing)),
    metric('rack_agent_uptime_seconds', 'gauge', 'Seconds since the agent began.', process.uptime()),
    metric('rack_agent_resident_memory_bytes', 'gauge', 'Memory of the agent.', process.memoryUsage.rss()),
  ];
}

function metric(name: string, type: Metric['type'], help: string, value: number): Metric {
  return { name, type, help, samples: [{ value }] };
}
