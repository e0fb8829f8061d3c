import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where the kernel shows its control groups. */
export const CONTROL_GROUPS = '/sys/fs/cgroup';

/** How deep the group of a container lies at most: ECS and systemd put it three or four folders down. */
const MOST_DEPTH = 8;

/** The kernel's control groups of containers, found by the ids in their folders' names: each engine nests them in its own way. */
export class ControlGroups {
  /** 2 where all controllers share one tree, 1 where each has its own. */
  readonly version: 1 | 2;
  private readonly root: string;
  private folders = new Map<string, string>();

  constructor(root = CONTROL_GROUPS) {
    this.root = root;
    this.version = existsSync(join(root, 'cgroup.controllers')) ? 2 : 1;
  }

  /** Looks which containers there are now, if there is one among these that is not known yet. */
  refresh(ids: readonly string[]): void {
    if (ids.every((id) => this.folders.has(id))) return;
    this.folders = new Map();
    this.walk('', 0);
  }

  /** A file of a container's group; `controller` says in which tree, where each has its own. Undefined for one without a group. */
  file(id: string, controller: 'cpuacct' | 'memory' | 'blkio', name: string): string | undefined {
    const folder = this.folders.get(id);
    if (folder === undefined) return undefined;
    return join(this.root, this.version === 1 ? controller : '', folder, name);
  }

  // Private

  private walk(folder: string, depth: number): void {
    if (depth > MOST_DEPTH) return;
    for (const name of foldersIn(join(this.root, this.version === 1 ? 'memory' : '', folder))) {
      const path = join(folder, name);
      const id = ID.exec(name)?.[0];
      if (id !== undefined) this.folders.set(id, path);
      this.walk(path, depth + 1);
    }
  }
}

// Private

/** `<id>`, or `docker-<id>.scope` */
const ID = /[0-9a-f]{64}/;

/** Groups come and go while one looks. */
function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));
  } catch {
    return [];
  }
}
