import { mkdirSync } from 'node:fs';
import { ensureBaseImage, stackOf } from './base-image.ts';
import type { Out } from './command.ts';
import { type Config, writeConfig } from './config.ts';
import type { Engine } from './engine.ts';
import type { Home } from './home.ts';
import { launch } from './launch.ts';
import { Processes } from './processes.ts';
import { agentProgram, localProgram, type Passed, type Program, passedSettings, serverProgram } from './programs.ts';
import { ensureKey, writeSshFiles } from './ssh.ts';
import { RackStack, type StackOutputs } from './stack.ts';

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

  /** The rack's processes run and its stack is whole. */
  async start(config: Config): Promise<void> {
    this.makeFolders();
    writeConfig(this.home, config);
    const adminKey = await ensureKey(this.home, config.rack);
    await this.launch(localProgram(this.home, config), config);
    const outputs = await this.stack(config);
    await this.launchBoth(config, { adminKey, passed: passedSettings(this.env) }, outputs);
    writeSshFiles(this.home, config, this.env);
  }

  // Private

  private readonly say = (line: string) => this.out.line(line);

  /** Others may pass through the home to `ssh/`, which belongs to the developer; all else is root's alone. */
  private makeFolders(): void {
    mkdirSync(this.home.path, { recursive: true, mode: 0o755 });
    for (const folder of [this.home.local, this.home.server, this.home.agent])
      mkdirSync(folder, { recursive: true, mode: 0o700 });
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

  private async stack(config: Config): Promise<StackOutputs> {
    const stack = new RackStack(config, this.processes.logPath('local'));
    try {
      const { outputs } = await this.timed(
        () => stack.ensure(),
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
