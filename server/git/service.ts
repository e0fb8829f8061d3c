import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Duplex, Readable, Writable } from 'node:stream';
import { projectRoot } from '../../lib/root.ts';

/** What a git client asks for, over any door. */
export interface ServiceCommand {
  service: 'receive-pack' | 'upload-pack';
  /** The folder of the bare repository. */
  repository: string;
  /** `advertise`: only says which refs there are; `stateless`: one answer to one request; else a conversation with both. */
  mode?: 'advertise' | 'stateless' | undefined;
  /** The client's GIT_PROTOCOL (`version=2`), if it said one. */
  protocol?: string | undefined;
}

/** The client's side of a service. `write` resolves when the client has taken the bytes, or is gone. */
export interface Streams {
  stdin: Readable;
  write(chunk: Buffer, to: 'stdout' | 'stderr'): Promise<void>;
}

/** A git service that runs: one process group, so that it can be ended with all it started. */
export interface RunningService {
  /** The exit code, after all output was taken. */
  finished: Promise<number>;
  /** The descriptors of the pre-receive hook: 3 carries the request and the text, 4 the verdict. */
  hook: { conversation: Duplex; verdict: Writable };
  kill(): void;
}

/** Milliseconds in which git may remove its temporary files after SIGTERM. */
const KILL_GRACE = 2000;

const CONFIG = {
  'core.hooksPath': join(projectRoot, 'hooks'),
  'receive.advertisePushOptions': 'true',
  'receive.shallowUpdate': 'true',
  // A detached gc would hold the hook's descriptors; the receiver tidies up afterwards instead.
  'receive.autogc': 'false',
  'uploadpack.allowFilter': 'true',
};

/** Starts git for a client and carries bytes both ways. */
export function startService(command: ServiceCommand, streams: Streams): RunningService {
  const config = Object.entries(CONFIG).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const modes = { advertise: ['--stateless-rpc', '--advertise-refs'], stateless: ['--stateless-rpc'] };
  const mode = command.mode ? modes[command.mode] : [];
  const child = spawn('git', [...config, command.service, ...mode, command.repository], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, GIT_PROTOCOL: protocolOf(command) },
  });
  const [, , , conversation, verdict] = child.stdio as unknown as [unknown, unknown, unknown, Duplex, Writable];
  for (const end of [conversation, verdict]) end.on('error', () => {});
  return { finished: carry(child, streams), hook: { conversation, verdict }, kill: () => killGroup(child) };
}

// Private

/** Only the versions that git knows reach its environment. */
function protocolOf({ protocol }: ServiceCommand): string | undefined {
  return protocol && /^version=\d(:version=\d)*$/.test(protocol) ? protocol : undefined;
}

async function carry(child: ChildProcess, streams: Streams): Promise<number> {
  const exit = once(child, 'exit');
  feed(child.stdin as Writable, streams.stdin);
  await Promise.all([
    exit,
    drain(child.stdout as Readable, (chunk) => streams.write(chunk, 'stdout')),
    drain(child.stderr as Readable, (chunk) => streams.write(chunk, 'stderr')),
  ]);
  const [code] = await exit;
  return (code as number | null) ?? 128;
}

function feed(to: Writable, from: Readable): void {
  // git may end before it has read all that the client sends; the rest is dropped, so that the client is not stuck.
  to.on('error', () => {});
  to.on('close', () => from.unpipe(to).resume());
  from.pipe(to);
}

async function drain(from: Readable, write: (chunk: Buffer) => Promise<void>): Promise<void> {
  for await (const chunk of from) await write(chunk);
}

function killGroup(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), KILL_GRACE);
  child.once('exit', () => clearTimeout(timer));
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // The group has ended meanwhile.
  }
}
