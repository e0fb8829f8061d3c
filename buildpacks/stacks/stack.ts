import type { Plan } from '../plan.ts';

/** Turns a plan's language and version into the base image that its Dockerfile starts from. */
export interface Stack {
  readonly name: string;
  /** The npm package whose versions are those of Node.js that this stack has. */
  readonly nodePackage: string;
  /** The base image of a plan; makes it where that is this stack's way. `say` is told what takes long. */
  base(plan: Pick<Plan, 'version'>, say: (line: string) => void, signal: AbortSignal): Promise<string>;
}
