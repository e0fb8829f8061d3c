/** A line of an app's log. */
export interface LogLine {
  app: string;
  /** RFC 3339 in UTC with microseconds: `2026-11-22T21:31:00.123456Z`. */
  time: string;
  /** `app` for what its processes print, `rack` for what the platform says of it. */
  source: 'app' | 'rack';
  /** `web.1`, or the part of the platform: `deploy`, `agent`. */
  process: string;
  /** The release that printed it, where known. */
  release: string | undefined;
  message: string;
  /** Present where its process printed it to stderr. */
  stream?: 'stderr';
  /** Its number in the app's log, which grows; undefined of words about lines that are not there. */
  number?: number;
}

/** The log of the rack itself, kept beside those of the apps under a name that no app can have. */
export const RACK_LOG = '@rack';

export interface LogQuery {
  /** The last so many lines. */
  num?: number;
  /** RFC 3339: lines at or after this time. */
  since?: string;
  /** A process type (`web`) or one copy (`web.1`). */
  process?: string;
  release?: string;
  /** Only lines after the one of this number. */
  after?: number;
  /** RFC 3339: lines before this time. */
  until?: string;
  /** Only lines that contain this text. */
  filter?: string;
  /** Any further test of a line. */
  fits?: (line: LogLine) => boolean;
}

/** How lines are shown. */
export interface LogForm {
  /** Forms of the same name write the same: the key under which a page keeps its text. */
  name: string;
  /** A line's text, with its line end. */
  write(line: LogLine): string;
}

/** Lines of a query that came together. Readers share it. */
export interface LogPage {
  readonly lines: readonly LogLine[];
  /** The number of the last line that was looked at, whether it fitted or not: whoever comes back goes on behind it. */
  readonly cursor: number;
  /** The text of all lines, made once for everybody who wants it in this form. */
  text(form: LogForm): Buffer;
}

/** The logs of all apps, as every reader sees them: commands, API and push output. */
export interface Logs {
  /** Adds a line of the platform, shown as `rack[part]: message`. */
  write(app: string, part: string, message: string): void;
  /** Lines that are kept, oldest first. */
  query(app: string, query: LogQuery): LogLine[];
  /** What `query` gives, a page at a time: a history may be longer than memory has room for. */
  kept(app: string, query: LogQuery, signal: AbortSignal): AsyncIterable<LogPage>;
  /** First what `query` gives, then every new line that fits, without gap or repeat, until the signal aborts. */
  follow(app: string, query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine>;
  /** As `follow`, a page at a time; the first one comes at once, though it may have no lines. */
  pages(app: string, query: LogQuery, signal: AbortSignal): AsyncIterable<LogPage>;
  /** The number N of `web.N` for a running task's id; stable for the task's life. Lowest free one of its release. */
  copyNumber(app: string, process: string, release: string, task: string): number;
  /** The task has ended, and its number may be given to the next one; lines of it that come late keep the number. */
  taskEnded(task: string): void;
  /** Drops all that is kept of an app. */
  forget(app: string): void;
}
