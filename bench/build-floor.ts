import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { dirname, join, relative } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { dockerfile, OWN_FILES, TREE } from '../buildpacks/dockerfile.ts';
import { detect } from '../buildpacks/index.ts';
import type { Plan } from '../buildpacks/plan.ts';
import { debianStack } from '../buildpacks/stacks/debian.ts';
import type { Stack } from '../buildpacks/stacks/stack.ts';
import { BASE_IMAGE } from '../cli/config.ts';
import { buildImage, contextOf } from '../docker/build.ts';
import { Images } from '../docker/images.ts';
import { run } from '../lib/run.ts';
import { parseProcfile } from '../server/model/procfile.ts';
import type { Test } from '../test/stories/rack.ts';

const CONTAINER = 'rack-bench-build-floor';

/** The same rebuild by hand: the Dockerfile that the rack would write, on its base images; `docker build`, `docker run`. */
export class BuildFloor {
  private readonly folder: string;
  private readonly tag: string;
  private readonly command: string | undefined;
  private readonly folders: readonly string[];

  private constructor(folder: string, name: string, command: string | undefined) {
    this.folder = folder;
    this.tag = `rack-bench/${name}`;
    this.command = command;
    this.folders = [TREE, OWN_FILES].filter((each) => existsSync(join(folder, each)));
  }

  /** A build context of the app in `source`, built once so that all but a change is cached. */
  static async start(t: Test, options: { name: string; source: string; folder: string }): Promise<BuildFloor> {
    const { name, source, folder } = options;
    await cp(source, join(folder, TREE), { recursive: true, filter: (path) => !path.endsWith('/.git') });
    const tree = treeOf(join(folder, TREE));
    const plan = await planAndDockerfile(tree, folder);
    const procfile = await tree.read('Procfile');
    const { web } = procfile === undefined ? plan.processes : parseProcfile(procfile).processes;
    const floor = new BuildFloor(folder, name, web);
    t.teardown(() => run(['docker', 'rm', '-f', CONTAINER], { ok: [0, 1] }));
    t.teardown(() => run(['docker', 'rmi', '-f', floor.tag], { ok: [0, 1] }));
    await floor.build();
    return floor;
  }

  /** Milliseconds from a changed file to an answer with the word in it. */
  async rebuild(file: string, content: string, word: string): Promise<number> {
    await writeFile(join(this.folder, TREE, file), content);
    const started = performance.now();
    await this.build();
    await this.runUntil(word);
    const took = performance.now() - started;
    await run(['docker', 'rm', '-f', CONTAINER]);
    return took;
  }

  // Private

  /** By the engine's API, as `docker build` does: its client needs a plugin for BuildKit that not every machine has. */
  private async build(): Promise<void> {
    const tar = spawn('tar', ['-C', this.folder, '-cf', '-', 'Dockerfile', ...this.folders]);
    const { signal } = new AbortController();
    const context = contextOf([await buffer(tar.stdout)]);
    await buildImage(new Docker(), { context, tag: this.tag, labels: {}, say: () => {}, signal });
  }

  private async runUntil(word: string): Promise<void> {
    const command = this.command === undefined ? [] : ['sh', '-c', this.command];
    await run(['docker', 'run', '-d', '--init', '--name', CONTAINER, '-e', 'PORT=3000', this.tag, ...command]);
    const { stdout } = await run(['docker', 'inspect', '-f', '{{.NetworkSettings.IPAddress}}', CONTAINER]);
    while (!(await answerOf(stdout.trim()))?.includes(word)) await sleep(10);
  }
}

// Private

function treeOf(folder: string) {
  const files = readdir(folder, { recursive: true, withFileTypes: true }).then((entries) =>
    entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => relative(folder, join(parentPath, name))),
  );
  const read = async (path: string) =>
    (await files).includes(path) ? readFile(join(folder, path), 'utf8') : undefined;
  return { files: () => files, read };
}

async function planAndDockerfile(tree: ReturnType<typeof treeOf>, folder: string): Promise<Plan> {
  const stack: Stack = debianStack({ baseImage: BASE_IMAGE, folder: join(folder, 'cache'), images: new Images(new Docker()) }); // biome-ignore format: one glance
  const detected = await detect(tree, { env: {}, resolve: (name, pin) => stack.resolve(name, pin) });
  if (detected.kind !== 'plan') throw new Error(`${folder} has a Dockerfile of its own.`);
  const bases = await stack.bases(detected.plan, () => {}, new AbortController().signal);
  await writeFile(join(folder, 'Dockerfile'), dockerfile(detected.plan, bases, { cacheScope: 'bench' }));
  for (const [path, content] of Object.entries(detected.plan.files ?? {})) {
    const file = join(folder, OWN_FILES, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { mode: path.startsWith('bin/') ? 0o755 : 0o644 });
  }
  return detected.plan;
}

function answerOf(host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    get({ host, port: 3000 }, (answer) => resolve(text(answer))).on('error', () => resolve(undefined));
  });
}
