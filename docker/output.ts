import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { Failure } from '../lib/failure.ts';

/** How long a program may take that only looks something up. */
const TIMEOUT_MS = 60_000;

/**
 * Runs a program in a container of its own, which is gone afterwards, and answers what it prints. Throws a `Failure`
 * `command_failed` that ends in the last line of its stderr.
 */
export async function outputOf(docker: Docker, image: string, argv: readonly string[]): Promise<string> {
  const container = await docker.createContainer({
    Image: image,
    Cmd: [...argv],
    AttachStdout: true,
    AttachStderr: true,
  });
  try {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    docker.modem.demuxStream(stream, stdout, stderr);
    stream.once('close', () => void [stdout.end(), stderr.end()]);
    stream.once('end', () => void [stdout.end(), stderr.end()]);
    await container.start();
    const limit = AbortSignal.timeout(TIMEOUT_MS);
    const [{ StatusCode }, out, err] = await Promise.all([
      container.wait({ abortSignal: limit }),
      text(stdout),
      text(stderr),
    ]);
    if (StatusCode === 0) return out;
    throw failed(argv, StatusCode, err || out);
  } finally {
    await container.remove({ force: true });
  }
}

// Private

function failed(argv: readonly string[], code: number, output: string): Failure {
  const last = output.trim().split('\n').at(-1) ?? '';
  const name = argv.slice(0, 2).join(' ');
  return new Failure('command_failed', `${name} failed with exit code ${code}${last && `: ${last}`}`, {
    blame: 'rack',
  });
}
