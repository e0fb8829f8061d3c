import { LineSplitter } from '../lib/lines.ts';
import type { Break } from './build-failure.ts';
import { decodeStatus, type Status, type Vertex } from './buildkit.ts';

/** A record of the engine's answer to a build or push. */
export interface EngineRecord {
  id?: string;
  aux?: unknown;
  stream?: string;
  status?: string;
  error?: string;
  errorDetail?: { message?: string };
}

/** Steps that BuildKit needs for itself and that tell a developer nothing. */
const OWN_STEPS = /^\[internal\]|^exporting |^(resolve|load) |^\[auth\]|^copy \/|^importing |^merging/;

/** How many of a step's last lines are kept, to tell why it failed: a stack trace of Java may stand between its error and the end. */
const LAST_LINES = 60;

/**
 * Turns the records of a BuildKit build into lines for a person: each step once, when it is clear whether it was cached,
 * then what its command prints. Keeps the last lines of every step, and the image's id.
 */
export class BuildProgress {
  imageId: string | undefined;
  /** What it broke at. */
  broke: Break | undefined;
  private readonly names = new Map<string, string>();
  private readonly output = new Map<string, { splitter: LineSplitter; last: string[] }>();
  private readonly say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.say = say;
  }

  take(record: EngineRecord): void {
    if (record.id === 'moby.buildkit.trace') this.takeStatus(decodeStatus(String(record.aux)));
    else if (record.id === 'moby.image.id') this.imageId = (record.aux as { ID: string }).ID;
    else if (record.error) this.broke ??= { error: record.errorDetail?.message ?? record.error, lines: [] };
  }

  // Private

  private takeStatus({ vertexes, logs }: Status): void {
    for (const vertex of vertexes) this.takeVertex(vertex);
    for (const { vertex, message } of logs) this.print(vertex, this.outputOf(vertex).splitter.push(message));
    for (const { digest, completed } of vertexes) {
      if (completed) this.print(digest, this.outputOf(digest).splitter.flush());
    }
  }

  private takeVertex({ digest, name, cached, started, completed, error }: Vertex): void {
    const isNew = (started || completed) && !this.names.has(digest) && !OWN_STEPS.test(name);
    if (isNew) {
      this.names.set(digest, name);
      this.say(cached ? `${title(name)} (cached)` : title(name));
    }
    if (error && !/context canceled/.test(error))
      this.broke = { step: title(name), error, lines: this.outputOf(digest).last };
  }

  private print(vertex: string, lines: string[]): void {
    const { last } = this.outputOf(vertex);
    for (const line of lines.map(plain)) {
      this.say(`  ${line}`.trimEnd());
      last.push(line);
      if (last.length > LAST_LINES) last.shift();
    }
  }

  private outputOf(vertex: string): { splitter: LineSplitter; last: string[] } {
    const found = this.output.get(vertex) ?? { splitter: new LineSplitter(), last: [] };
    this.output.set(vertex, found);
    return found;
  }
}

// Private

/** `[build 4/6] RUN --mount=type=cache,… npm ci` → `[build 4/6] RUN npm ci`, also where the build's variables come first. */
function title(name: string): string {
  return name.replace(/ --(mount|chown|from)=\S+/g, '').replace(/ : [0-9a-f]{32}; \. \/run\/secrets\/\S+;/, '');
}

/** What a terminal would show in the end: no escape codes, only the last of lines that overwrite each other. */
function plain(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes begin with one
  return line.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replace(/^.*\r(?=.)/, '');
}
