import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { run } from '../../lib/run.ts';
import type { Home } from '../home.ts';
import { type Check, finding } from './check.ts';

const OLDEST_NODE = 20;

/** Below these a rack runs, but builds may not. */
const LEAST_DISK = 3 * 1024 ** 3;
const LEAST_MEMORY = 1024 ** 3;

/** What the machine itself must have. */
export function machineChecks(home: Home): Check[] {
  return [
    nodeCheck,
    programCheck('git', ['git', '--version']),
    programCheck('ssh', ['ssh', '-V']),
    disk(home),
    memoryCheck,
  ];
}

// Private

const nodeCheck: Check = {
  name: 'node',
  async look() {
    const major = Number(process.versions.node.split('.')[0]);
    return finding(major >= OLDEST_NODE, process.version, `Install Node.js ${OLDEST_NODE} or newer.`);
  },
};

function programCheck(name: string, argv: string[]): Check {
  return {
    name,
    async look() {
      const { stdout, stderr } = await run(argv, { timeout: 5000 });
      return { text: (stdout || stderr).trim().split('\n')[0] ?? '' };
    },
  };
}

function disk(home: Home): Check {
  return {
    name: 'disk',
    async look() {
      const { bavail, bsize } = await statfs(existing(home.path));
      const free = bavail * bsize;
      return finding(free >= LEAST_DISK, `${gigabytes(free)} free`, `Make room: builds need ${gigabytes(LEAST_DISK)}.`);
    },
  };
}

const memoryCheck: Check = {
  name: 'memory',
  async look() {
    const text = `${gigabytes(totalmem())}, ${gigabytes(freemem())} of it unused; ${availableParallelism()} processors`;
    return finding(totalmem() >= LEAST_MEMORY, text, `A rack needs ${gigabytes(LEAST_MEMORY)}.`);
  },
};

function existing(path: string): string {
  return existsSync(path) ? path : existing(dirname(path));
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
