import { StringDecoder } from 'node:string_decoder';
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

/** A stage's beginning, or an image that a COPY names; a digest is there where a registry told one. */
const FROM = /^(?:\[[^\]]*\] )?FROM (\S+)$/;

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
  /** The images that it builds on, as the engine names them, in full. */
  readonly bases = new Set<string>();
  private readonly names = new Map<string, string>();
  private readonly output = new Map<string, StepOutput>();
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
    for (const { vertex, message } of logs) this.print(vertex, message);
    for (const { digest, completed } of vertexes) if (completed) this.print(digest);
  }

  private takeVertex({ digest, name, cached, started, completed, error }: Vertex): void {
    const base = FROM.exec(name)?.[1];
    if (base !== undefined) this.bases.add(base);
    const isNew = (started || completed) && !this.names.has(digest) && !OWN_STEPS.test(name);
    if (isNew) {
      this.names.set(digest, name);
      this.say(cached ? `${title(name)} (cached)` : title(name));
    }
    if (error && !/context canceled/.test(error))
      this.broke = { step: title(name), error, lines: this.outputOf(digest).last };
  }

  /** Without a message: what is left at the step's end. */
  private print(vertex: string, message?: Buffer): void {
    const { decoder, splitter, last } = this.outputOf(vertex);
    const lines = splitter.push(message === undefined ? decoder.end() : decoder.write(message));
    if (message === undefined) lines.push(...splitter.flush());
    for (const line of lines.map(plain)) {
      this.say(`  ${line}`.trimEnd());
      last.push(line);
      if (last.length > LAST_LINES) last.shift();
    }
  }

  private outputOf(vertex: string): StepOutput {
    const found = this.output.get(vertex) ?? { decoder: new StringDecoder(), splitter: new LineSplitter(), last: [] };
    this.output.set(vertex, found);
    return found;
  }
}

// Private

/** What a step prints, which comes in pieces that may end within a character. */
interface StepOutput {
  decoder: StringDecoder;
  splitter: LineSplitter;
  last: string[];
}

/** `[build 4/6] RUN --mount=type=cache,… npm ci` → `[build 4/6] RUN npm ci`, also where the build's variables come first. */
function title(name: string): string {
  return name.replace(/ --(mount|chown|from)=\S+/g, '').replace(/ : [0-9a-f]{32}; \. \/run\/secrets\/\S+;/, '');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes begin with one
const ESCAPE_CODES = /\x1b\[[0-9;?]*[A-Za-z]/g;

/** What a terminal would show in the end: no escape codes, only the last of lines that overwrite each other. */
function plain(line: string): string {
  const overwriting = line.replace(ESCAPE_CODES, '').split('\r');
  return overwriting.findLast((text) => text !== '') ?? '';
}
