import { once } from 'node:events';
import type { Duplex, Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Engine } from '../docker/engine.ts';
import { frames } from './frames.ts';

/** What is kept of what a program says on stderr, for the sentence that tells of its failure. */
const LAST_WORDS = 500;

export interface ExecStreams {
  /** What the program reads; nothing unless told. */
  input?: Readable;
  /** Where what it writes goes. It is not ended here. */
  output?: Writable;
}

/** A program in a container of ours that ended with an error. */
export class ProgramFailed extends Error {}

/** Runs a program in a container that runs; rejects with what it said on stderr where it fails. */
export async function exec(
  engine: Engine,
  container: string,
  argv: string[],
  { input, output }: ExecStreams = {},
): Promise<void> {
  const options = { Cmd: argv, AttachStdin: input !== undefined, AttachStdout: true, AttachStderr: true };
  const run = await engine.getContainer(container).exec(options);
  const stream = await run.start({ hijack: true, stdin: input !== undefined });
  // One that ends before it has read all breaks the pipe; its own words tell why.
  const fed = input ? pipeline(input, writing(stream)).catch(() => {}) : undefined;
  const words = await listen(stream, output);
  input?.destroy();
  await fed;
  const { ExitCode } = await run.inspect();
  if (ExitCode !== 0) throw new ProgramFailed(`${argv[0]} in ${container} ended with ${ExitCode}: ${words.trim()}`);
}

/** The same for a program that reads and says little: what it writes is the answer. */
export async function ask(engine: Engine, container: string, argv: string[], input?: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  const output = { write: (chunk: Buffer) => chunks.push(chunk) > 0 } as unknown as Writable;
  await exec(engine, container, argv, input ? { input, output } : { output });
  return Buffer.concat(chunks).toString();
}

// Private

/** Ends the half of a connection that is written to, and keeps the other open. */
function writing(stream: Duplex): (source: AsyncIterable<Buffer>) => Promise<void> {
  return async (source) => {
    for await (const chunk of source) if (!stream.write(chunk)) await once(stream, 'drain');
    stream.end();
  };
}

async function listen(stream: Duplex, output: Writable | undefined): Promise<string> {
  let words = '';
  for await (const { stream: which, bytes } of frames(stream)) {
    if (which === 2) words = (words + bytes.toString()).slice(-LAST_WORDS);
    else if (output && !output.write(bytes)) await once(output, 'drain');
  }
  return words;
}
