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

/** What a client asks one session to do. */
export interface Call {
  /** The command line; empty when the client asked for a shell. */
  line: string;
  protocol: string | undefined;
  actor: Actor;
  rack: Rack;
  stdin: Readable;
  writer: ChannelWriter;
  signal: AbortSignal;
}

/** Failures that mean "used wrongly" to scripts. */
const USAGE = ['unknown_command', 'bad_usage', 'bad_quoting'];

/** Does what one session asks: git, a command, or a greeting. Answers the exit code; failures are told on stderr. */
export async function execute(call: Call, log: Log): Promise<number> {
  try {
    return await dispatch(call);
  } catch (error) {
    const isRackFault = !(error instanceof Failure) || error.blame === 'rack';
    if (isRackFault && !isAbort(error)) log.error(`ssh: ${words(call.line)[0]}`, error);
    await call.writer.write(failureText(error), 'stderr');
    return error instanceof Failure && USAGE.includes(error.code) ? 2 : 1;
  }
}

// Private

async function dispatch(call: Call): Promise<number> {
  const { actor, rack, stdin, writer, signal } = call;
  const spoken = words(call.line);
  const service = /^git[- ](receive-pack|upload-pack)$/.exec(
    spoken.slice(0, spoken[0] === 'git' ? 2 : 1).join(' '),
  )?.[1];
  if (service) return git(call, service, spoken.at(-1) as string);
  const print = (text: string) => writer.write(text, 'stdout');
  const tell = (text: string) => writer.write(text, 'stderr');
  // Through a pipe of its own: who reads a stream to its end destroys it, and that would close the channel.
  const context = { actor, rack, stdin: stdin.pipe(new PassThrough()), print, tell, signal };
  if (spoken.length === 0) await print(greeting(context));
  else await runCommand(...findCommand(COMMANDS, spoken), context);
  return 0;
}

function git({ rack, actor, protocol, stdin, writer, signal }: Call, service: string, path: string): Promise<number> {
  const streams = { stdin, write: (chunk: Buffer, to: 'stdout' | 'stderr') => writer.write(chunk, to) };
  const request = { app: appOfPath(path), actor, protocol, streams, signal };
  return service === 'receive-pack' ? rack.pushes.push(request) : rack.pushes.upload(request, { stateless: false });
}

/** `hello`, `/hello`, `hello.git`, `/hello.git/` all mean the app hello. */
function appOfPath(path: string): string {
  return path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
}

function failureText(error: unknown): string {
  if (!(error instanceof Failure)) return ' !     Something went wrong inside the rack; its log says what.\n';
  const lines = error.message.split('\n').map((line) => ` !     ${line}`);
  return `${[...lines, ...(error.hint ? [`       ${error.hint}`] : [])].join('\n')}\n`;
}
