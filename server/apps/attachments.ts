import type { Duplex, Readable } from 'node:stream';
import type { Actor } from './actor.ts';
import type { ProcessInfo } from './processes.ts';

/** The terminal of a client. */
export interface Terminal {
  /** What its programs are to know it as: `xterm-256color`. */
  term?: string;
  width: number;
  height: number;
}

/** The client's side of a command that runs in a container. */
export interface AttachIo {
  stdin: Readable;
  /** Resolves at the client's pace. */
  stdout(chunk: Buffer): Promise<void>;
  /** As `stdout`; with a terminal everything comes there. */
  stderr(chunk: Buffer): Promise<void>;
  /** Given when the client has one: the command gets one too. */
  terminal?: Terminal;
  /** Calls the listener whenever the size of the client's terminal changes. */
  onResize?(listener: (size: { width: number; height: number }) => void): void;
  /** Calls the listener with each signal that the client sends, without `SIG`: `INT`, `TERM`. */
  onSignal?(listener: (name: string) => void): void;
}

/** What runs once: words as they are, or one line for the container's shell. */
export type OneOffCommand = readonly string[] | string;

/** A copy of its own for one command. */
export interface OneOffRequest {
  /** The process whose image, environment and size it has; the app's first one unless told. */
  process?: string;
  command: OneOffCommand;
  /** `v3` or `RABCDEFGHI`; the live one unless told. */
  release?: string;
  /** Variables beside those of the release. */
  env?: Readonly<Record<string, string>>;
  /** An image instead of the release's. */
  image?: string;
  /** MiB. */
  memory?: number;
  /** Seconds. */
  timeLimit?: number;
}

/** Who asks, and how long they wait for it. */
export interface AttachRequest {
  actor: Actor;
  /** Ends what runs. */
  signal: AbortSignal;
}

/** What a running container takes. */
export interface Use {
  /** Cores. */
  cpu: number;
  /** Bytes. */
  memory: number;
}

/** Commands in containers, their files, and connections from the machines of the rack. */
export interface Attachments {
  /** Runs a command in a container of its own, which is gone afterwards; its exit code, 128 + n when signal n ended it. */
  run(app: string, request: OneOffRequest, io: AttachIo, by: AttachRequest): Promise<number>;
  /** Starts a command that nobody attends; what it prints goes to the app's log. */
  start(app: string, request: OneOffRequest, by: AttachRequest): Promise<ProcessInfo>;
  /** Runs a command in a copy that runs (`web.1`, `run.1234`, or a task's id); its exit code. */
  exec(app: string, copy: string, command: OneOffCommand, io: AttachIo, by: AttachRequest): Promise<number>;
  /** A file or folder of a copy as a tar archive, whose first entry is the last part of the path. */
  getFiles(app: string, copy: string, path: string, by: AttachRequest): Promise<Readable>;
  /** Unpacks a tar archive below a folder of a copy, `/` unless told. */
  putFiles(app: string, copy: string, archive: Readable, by: AttachRequest & { path?: string }): Promise<void>;
  /** A connection that a machine of the rack opens: for an app of the actor's, or, without an app, for admins. */
  connect(app: string | undefined, host: string, port: number, by: AttachRequest): Promise<Duplex>;
  /** What the running copies of an app take, by task; empty where no agent answers. */
  stats(app: string): Promise<Map<string, Use>>;
}
