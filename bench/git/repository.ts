import { type ChildProcess, spawn } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { run } from '../../lib/run.ts';

/** Few files of 10 MB, or many of 8 KB. */
export type Shape = 'blobs' | 'files';

const FILE_BYTES: Record<Shape, number> = { blobs: 10_000_000, files: 8_000 };

/** Folders that the files lie in, so that trees are neither flat nor deep. */
const FOLDERS = 100;

/**
 * Makes a bare repository with one commit on `main` of so many bytes, in one pack. The bytes cannot be compressed and are
 * the same each time: what is measured is how they are carried, not how git packs them.
 */
export async function makeRepository(folder: string, shape: Shape, bytes: number): Promise<void> {
  await run(['git', 'init', '-q', '--bare', '-b', 'main', folder]);
  const config = ['-c', 'fastimport.unpackLimit=1', '-c', 'pack.compression=0'];
  const git = spawn('git', ['-C', folder, ...config, 'fast-import', '--quiet'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const [code] = await Promise.all([exitOf(git), pipeline(Readable.from(commit(FILE_BYTES[shape], bytes)), git.stdin)]);
  if (code !== 0) throw new Error(`git fast-import ended with exit code ${code}`);
}

// Private

function* commit(fileBytes: number, bytes: number): Generator<Buffer> {
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16, 'rack'), Buffer.alloc(16));
  yield Buffer.from('commit refs/heads/main\ncommitter Ada <ada@test> 1700000000 +0000\ndata 4\nwork\n');
  // The fake deploy says yes at once.
  yield Buffer.from('M 644 inline deploy\ndata 6\naccept\n');
  for (let at = 0; at * fileBytes < bytes; at++) {
    yield Buffer.from(`M 644 inline folder-${at % FOLDERS}/file-${at}\ndata ${fileBytes}\n`);
    yield noise.update(Buffer.alloc(fileBytes));
    yield Buffer.from('\n');
  }
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'exit');
  return code;
}
