import type { Test } from '../stories/rack.ts';

/** What a program that is no test has to remove at its end, also when Ctrl-C ends it. */
export class CleanUp implements Test {
  private readonly steps: (() => unknown)[] = [];
  private running: Promise<void> | undefined;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => void this.run().then(() => process.exit(130)));
  }

  /** True once everything is being removed. */
  get hasBegun(): boolean {
    return this.running !== undefined;
  }

  /** What was made last is removed first. */
  teardown(clean: () => unknown): void {
    this.steps.unshift(clean);
  }

  run(): Promise<void> {
    this.running ??= this.all();
    return this.running;
  }

  // Private

  /** One that fails keeps none of the others from being done. */
  private async all(): Promise<void> {
    for (const step of this.steps) {
      try {
        await step();
      } catch (error) {
        console.error('not removed:', error);
      }
    }
  }
}
