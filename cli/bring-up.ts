import { mkdirSync } from 'node:fs';
import { ensureBaseImage, stackOf } from './base-image.ts';
import type { Out } from './command.ts';
import { type Config, writeConfig } from './config.ts';
import { containerValues, ensureImage, shownHostKeys } from './containers.ts';
import type { Engine } from './engine.ts';
import type { Home } from './home.ts';
import type { Values } from './install/parameters.ts';
import { launch } from './launch.ts';
import { Processes } from './processes.ts';
import {
  agentProgram,
  localProgram,
  type Passed,
  type Program,
  passedSettings,
  type StackOutputs,
  serverProgram,
} from './programs.ts';
import { processValues, RackStack } from './rack-stack.ts';
import { ensureKey, hostKeys, writeSshFiles } from './ssh.ts';

/** Brings one rack up, step by step; each step does only what is not done yet, and says so. */
export class BringUp {
  private readonly home: Home;
  private readonly env: NodeJS.ProcessEnv;
  private readonly out: Out;
  private readonly processes: Processes;
  private readonly cancel = new AbortController();

  constructor({ home, env, out }: { home: Home; env: NodeJS.ProcessEnv; out: Out }) {
    this.home = home;
    this.env = env;
    this.out = out;
    this.processes = new Processes(home);
  }

  /** The base image is there; the stack for buildpacks that follows from it. */
  async baseImage(engine: Engine): Promise<Config['stack']> {
    return this.timed(
      () => ensureBaseImage(engine, this.say),
      ({ made }) => (made ? 'base image made' : undefined),
    ).then(stackOf);
  }

  /** The rack's programs run and its stack is whole. */
  async start(config: Config, engine: Engine): Promise<void> {
    this.makeFolders();
    writeConfig(this.home, config);
    const adminKey = await ensureKey(this.home, config.rack);
    await this.launch(localProgram(this.home, config), config);
    const start = config.containers ? this.startContainers : this.startProcesses;
    const hostKeys = await start.call(this, config, adminKey, engine);
    writeSshFiles(this.home, config, { env: this.env, hostKeys });
  }

  // Private

  private readonly say = (line: string) => this.out.line(line);

  /** Others may pass through the home to `ssh/`, which belongs to the developer; all else is root's alone. */
  private makeFolders(): void {
    mkdirSync(this.home.path, { recursive: true, mode: 0o755 });
    for (const folder of [this.home.local, this.home.server, this.home.agent])
      mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Server and agent as processes of this machine; the host keys of the server. */
  private async startProcesses(config: Config, adminKey: string): Promise<string[]> {
    const outputs = await this.stack(config, () => Promise.resolve(processValues(config)));
    await this.launchBoth(config, { adminKey, passed: passedSettings(this.env) }, outputs);
    return hostKeys(this.home);
  }

  /** Server and agent as tasks of the rack's own services, by the installer's way; the host keys of the server. */
  private async startContainers(config: Config, AdminKey: string, engine: Engine): Promise<string[]> {
    const { DockerRootDir: DockerRoot } = await engine.info();
    const passed = passedSettings(this.env);
    await this.stack(config, async (stack) => {
      const Image = await ensureImage(stack, { config, engine, say: this.say });
      return containerValues(config, passed, { Image, AdminKey, DockerRoot });
    });
    return shownHostKeys(config);
  }

  private async launchBoth(
    config: Config,
    options: { adminKey: string; passed: Passed },
    outputs: StackOutputs,
  ): Promise<void> {
    const both = [serverProgram(this.home, config, { ...options, outputs }), agentProgram(this.home, config, outputs)];
    await Promise.all(both.map((program) => this.launch(program, config)));
  }

  /** When one program does not come up, nobody waits for the others. */
  private async launch(program: Program, config: Config): Promise<void> {
    const { processes, env, cancel } = this;
    try {
      await this.timed(
        () => launch(program, { processes, config, env, signal: cancel.signal }),
        (how) => (how === 'running' ? undefined : `${program.name} ${how}`),
      );
    } catch (error) {
      cancel.abort(error);
      throw error;
    }
  }

  private async stack(config: Config, valuesOf: (stack: RackStack) => Promise<Values>): Promise<StackOutputs> {
    const stack = new RackStack(config, config.containers ? this.say : undefined);
    try {
      const values = await valuesOf(stack);
      const { outputs } = await this.timed(
        () => stack.ensure(values),
        ({ change }) => (change === 'unchanged' ? undefined : `stack ${config.rack} ${change}`),
      );
      return outputs;
    } finally {
      stack.close();
    }
  }

  /** Does the work, and says what was done in which time, where something was. */
  private async timed<T>(work: () => Promise<T>, describe: (result: T) => string | undefined): Promise<T> {
    const started = performance.now();
    const result = await work();
    const text = describe(result);
    if (text) this.say(`${text} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return result;
  }
}
