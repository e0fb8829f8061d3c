import { PassThrough, type Readable } from 'node:stream';
import { Failure, isAbort } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';
import { words } from '../../lib/words.ts';
import type { Actor } from '../apps/actor.ts';
import type { Rack } from '../apps/rack.ts';
import type { ChannelWriter } from './channel-writer.ts';
import { findCommand, runCommand } from './command.ts';
import { COMMANDS } from './commands/all.ts';
import { greeting } from './commands/help.ts';
import { type GitService, gitServiceOf } from './git-service.ts';
import { isOtherProgram, notServed } from './other-programs.ts';

/** What a client asks one session to do. */
export interface Asked {
  /** The command line; empty when the client asked for a shell or a subsystem. */
  line: string;
  /** The subsystem that the client asked for, such as `sftp`. */
  subsystem?: string;
  /** The client's GIT_PROTOCOL. */
  protocol: string | undefined;
}

/** What is asked, by whom, and how to answer. */
export interface Call extends Asked {
  /** Who asks, as of now. Throws a `Failure` when nothing is done for them; undefined when they are no more. */
  actor(): Actor | undefined;
  rack: Rack;
  stdin: Readable;
  writer: ChannelWriter;
  signal: AbortSignal;
}

/** What is asked, once it is known who asks. */
type KnownCall = Omit<Call, 'actor'> & { actor: Actor };

/** Bytes of a command line; a packet holds a little more. */
const LONGEST_LINE = 32 * 1024;

/** Failures that mean "used wrongly" to scripts. */
const USAGE = ['unknown_command', 'bad_usage', 'bad_quoting'];

/** Does what one session asks: git, a command, or a greeting. Answers the exit code; failures are told on stderr. */
export async function execute(call: Call, log: Log): Promise<number> {
  try {
    const actor = call.actor();
    return actor ? await dispatch({ ...call, actor }) : 1;
  } catch (error) {
    const isRackFault = !(error instanceof Failure) || error.blame === 'rack';
    if (isRackFault && !isAbort(error)) log.error(`ssh: ${nameIn(call.line)}`, error);
    await call.writer.write(failureText(error), 'stderr');
    return error instanceof Failure && USAGE.includes(error.code) ? 2 : 1;
  }
}

// Private

async function dispatch(call: KnownCall): Promise<number> {
  const { actor, rack, stdin, writer, signal } = call;
  if (call.subsystem !== undefined) throw notServed(call.subsystem);
  if (Buffer.byteLength(call.line) > LONGEST_LINE) throw lineTooLong();
  const spoken = words(call.line);
  const git = gitServiceOf(spoken);
  if (git) return serveGit(call, git);
  if (isOtherProgram(spoken[0])) throw notServed(spoken[0]);
  const print = (text: string) => writer.write(text, 'stdout');
  const tell = (text: string) => writer.write(text, 'stderr');
  // Through a pipe of its own: who reads a stream to its end destroys it, and that would close the channel.
  const context = { actor, rack, stdin: stdin.pipe(new PassThrough()), print, tell, signal };
  if (spoken.length === 0) await print(greeting(context));
  else await runCommand(...findCommand(COMMANDS, spoken), context);
  return 0;
}

function serveGit({ rack, actor, protocol, stdin, writer, signal }: KnownCall, git: GitService): Promise<number> {
  const streams = { stdin, write: (chunk: Buffer, to: 'stdout' | 'stderr') => writer.write(chunk, to) };
  const request = { app: git.app, actor, protocol, streams, signal };
  return git.service === 'receive-pack' ? rack.pushes.push(request) : rack.pushes.upload(request, { stateless: false });
}

/** What a line begins with, for the log: what follows may hold secrets (`env set my-app NAME=VALUE`). */
function nameIn(line: string): string {
  return /^[a-z-]+( [a-z]+(?= ))?/.exec(line)?.[0] ?? 'a session';
}

function lineTooLong(): Failure {
  return new Failure('bad_usage', `The command has more than ${LONGEST_LINE} bytes.`, {
    hint: 'Give long values on standard input, as in: ssh rack env set my-app NAME=- < file',
  });
}

function failureText(error: unknown): string {
  if (!(error instanceof Failure)) return ' !     Something went wrong inside the rack; its log says what.\n';
  const lines = error.message.split('\n').map((line) => ` !     ${line}`);
  return `${[...lines, ...(error.hint ? [`       ${error.hint}`] : [])].join('\n')}\n`;
}
