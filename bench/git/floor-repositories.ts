import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../lib/run.ts';
import { CONFIG } from '../../server/git/service.ts';

/** The bare repositories of the servers that the rack is measured against: git configured as the rack's, with a hook that says yes. */
export class FloorRepositories {
  readonly folder: string;
  /** A file for GIT_CONFIG_GLOBAL. */
  readonly config: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.config = join(folder, 'gitconfig');
  }

  static async open(folder: string): Promise<FloorRepositories> {
    const repositories = new FloorRepositories(folder);
    const hooks = join(folder, 'hooks');
    await mkdir(hooks, { recursive: true });
    await writeFile(join(hooks, 'pre-receive'), HOOK);
    await chmod(join(hooks, 'pre-receive'), 0o755);
    const settings = { ...CONFIG, 'core.hooksPath': hooks, 'http.receivepack': 'true', 'safe.directory': '*' };
    for (const [name, value] of Object.entries(settings))
      await run(['git', 'config', '--file', repositories.config, '--add', name, value]);
    return repositories;
  }

  path(name: string): string {
    return join(this.folder, 'repos', `${name}.git`);
  }

  async make(name: string): Promise<void> {
    await run(['git', 'init', '-q', '--bare', '-b', 'main', this.path(name)]);
  }
}

// Private

const HOOK = '#!/bin/sh\nwhile read -r old new ref; do :; done\n';
