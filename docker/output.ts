import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { Failure } from '../lib/failure.ts';

/** Seconds that a program may take that only looks something up. */
const LONGEST = 60;

/**
 * Runs a program in a container of its own, which is gone afterwards, and answers what it prints. Throws a `Failure`
 * `command_failed` that ends in the last line of its stderr, or says that it took too long.
 */
export async function outputOf(
  docker: Docker,
  image: string,
  argv: readonly string[],
  longest = LONGEST,
): Promise<string> {
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
    const limit = AbortSignal.timeout(longest * 1000);
    const ended = Promise.all([container.wait({ abortSignal: limit }), text(stdout), text(stderr)]);
    const [{ StatusCode }, out, err] = await ended.catch((error) => {
      throw limit.aborted ? failed(argv, `took longer than ${longest} s`) : error;
    });
    if (StatusCode === 0) return out;
    throw failed(argv, `failed with exit code ${StatusCode}`, err || out);
  } finally {
    await container.remove({ force: true });
  }
}

// Private

function failed(argv: readonly string[], how: string, output = ''): Failure {
  const last = output.trim().split('\n').at(-1) ?? '';
  const name = argv.slice(0, 2).join(' ');
  return new Failure('command_failed', `${name} ${how}${last && `: ${last}`}`, { blame: 'rack' });
}
