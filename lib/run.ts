import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { Failure } from './failure.ts';

export interface RunOptions {
  cwd?: string;
  /** Added to the environment of this process; `undefined` removes a name. */
  env?: Record<string, string | undefined>;
  /** Written to the program's standard input, which is then closed. */
  input?: string | Buffer | Readable;
  /** Kills the program (SIGKILL) and rejects with its reason. */
  signal?: AbortSignal;
  /** Milliseconds after which the program is killed and the run rejects. */
  timeout?: number;
  /** Exit codes that are no failure; 0 unless told. */
  ok?: number[];
  /** The most bytes that it may print; with more it is killed, and the run rejects with a `Failure` `output_too_large`. */
  most?: number;
}

export interface RunResult {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a program by its argument list, never through a shell, and collects what it prints.
 * Rejects with a `Failure` `command_failed` that ends in the last line of its stderr when the exit code is not in `ok`.
 */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const raw = await runBytes(argv, options);
  return { code: raw.code, stdout: raw.stdout.toString(), stderr: raw.stderr };
}

/** As `run`, with stdout as the bytes they were. */
export function runBytes(
  argv: readonly string[],
  options: RunOptions = {},
): Promise<{ code: number; stdout: Buffer; stderr: string }> {
  const [command, ...args] = argv as [string, ...string[]];
  const signal = anySignal(options);
  const { most = Number.POSITIVE_INFINITY } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      killSignal: 'SIGKILL',
      ...(signal && { signal }),
    });
    child.on('error', (cause) => reject(signal?.aborted ? signal.reason : couldNotStart(command, cause)));
    // With no descriptor left it has no streams; the error comes in a moment.
    if (!child.stdout) return;
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= most) out.push(chunk);
      else child.kill('SIGKILL');
    });
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.on('close', (status) => {
      if (size > most) return reject(tooMuch(argv, most));
      const result = { code: status ?? 128, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() };
      if ((options.ok ?? [0]).includes(result.code)) resolve(result);
      else reject(commandFailed(argv, result.code, result.stderr || result.stdout.toString()));
    });
    feed(child.stdin, options.input);
  });
}

// Private

function anySignal({ signal, timeout }: RunOptions): AbortSignal | undefined {
  if (timeout === undefined) return signal;
  const limit = AbortSignal.timeout(timeout);
  return signal ? AbortSignal.any([signal, limit]) : limit;
}

function feed(stdin: NodeJS.WritableStream, input: RunOptions['input']): void {
  // A program may end before it has read all of its input: that is its exit code's matter, not an error of ours.
  stdin.on('error', () => {});
  if (input === undefined || typeof input === 'string' || Buffer.isBuffer(input)) stdin.end(input ?? '');
  else input.pipe(stdin);
}

function couldNotStart(command: string, cause: Error): Failure {
  return new Failure('command_not_started', `${command} could not be started: ${cause.message}`, {
    cause,
    blame: 'rack',
  });
}

function tooMuch(argv: readonly string[], most: number): Failure {
  return new Failure('output_too_large', `${argv.slice(0, 2).join(' ')} printed more than ${most} bytes.`, {
    blame: 'rack',
  });
}

function commandFailed(argv: readonly string[], code: number, output: string): Failure {
  const last = output.trim().split('\n').at(-1) ?? '';
  const name = argv.slice(0, 2).join(' ');
  return new Failure('command_failed', `${name} failed with exit code ${code}${last && `: ${last}`}`, {
    blame: 'rack',
  });
}
