/**
 * What a machine and the containers on it took in the seconds before `at`. An agent ships one every ten seconds, in the
 * stream of the logs; the partition key is the machine. It is one JSON object, which no reader takes for lines.
 */
export interface StatsRecord {
  /** The machine: the id of its EC2 instance where it has one, or its host name. */
  instance: string;
  /** RFC 3339, in UTC: the end of the time that was measured. */
  at: string;
  /** How long that time was. */
  seconds: number;
  /** Undefined in the first record of an agent, which has nothing to compare with. */
  machine: MachineStats | undefined;
  containers: ContainerStats[];
}

/** What a machine takes. Bytes of the network are those of the seconds before. */
export interface MachineStats {
  /** Cores that were at work, of `cores`. */
  cpu: number;
  cores: number;
  /** The mean number of programs that ran or wanted to in the last minute. */
  load: number;
  /** Bytes that are not to be had by another program, of `memoryTotal`. */
  memory: number;
  memoryTotal: number;
  /** Bytes that are taken of the disk where Docker keeps its things, of `diskTotal`; undefined where that cannot be seen. */
  disk: number | undefined;
  diskTotal: number | undefined;
  networkIn: number | undefined;
  networkOut: number | undefined;
}

/** What one container takes. Bytes of network and disk are those of the seconds before; undefined is what cannot be seen. */
export interface ContainerStats {
  app: string;
  process: string;
  release: string;
  /** The id at the end of the task's ARN. */
  task: string;
  container: string;
  /** Its own, where it is younger than the time that was measured. */
  seconds: number;
  /** Cores. */
  cpu: number;
  /** Bytes, without those of files that are only cached. */
  memory: number;
  /** Bytes; undefined for no limit. */
  memoryLimit: number | undefined;
  networkIn: number | undefined;
  networkOut: number | undefined;
  blockRead: number | undefined;
  blockWrite: number | undefined;
}

const VERSION = 1;

/** Every record begins so, and no record of lines does. */
const BEGINNING = `{"stats":${VERSION},`;

/** The bytes of a record, UTF-8. */
export function writeStatsRecord(record: StatsRecord): Buffer {
  return Buffer.from(JSON.stringify({ stats: VERSION, ...record }, rounded));
}

/** The record in these bytes, or undefined when they are none of a known version. */
export function parseStatsRecord(data: Uint8Array): StatsRecord | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (bytes.toString('latin1', 0, BEGINNING.length) !== BEGINNING) return undefined;
  try {
    const { stats: _, ...record } = JSON.parse(bytes.toString());
    return Number.isNaN(Date.parse(record.at)) || !Array.isArray(record.containers) ? undefined : record;
  } catch {
    return undefined;
  }
}

// Private

/** More digits of a core or a second are of no use to anybody. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Math.round(value * 1e5) / 1e5 : value;
}
