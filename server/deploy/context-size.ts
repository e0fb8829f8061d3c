import { Failure } from '../../lib/failure.ts';
import { size } from './timing.ts';

/** How many folders a refusal names. */
const NAMED = 3;

/** Counts what a build gets, so that one that would get too much is refused with the folders that make it so. */
export class ContextSize {
  private readonly most: number;
  private readonly byFolder = new Map<string, number>();
  private total = 0;

  /** `most`: bytes of all files. */
  constructor(most: number) {
    this.most = most;
  }

  add(path: string, bytes: number): void {
    const [first = '', ...below] = path.split('/');
    const name = below.length > 0 ? `${first}/` : first;
    this.total += bytes;
    this.byFolder.set(name, (this.byFolder.get(name) ?? 0) + bytes);
  }

  get isTooLarge(): boolean {
    return this.total > this.most;
  }

  /** Throws a `Failure` `context_too_large` when it is. */
  check(): void {
    if (!this.isTooLarge) return;
    const largest = [...this.byFolder].sort((one, other) => other[1] - one[1]).slice(0, NAMED);
    const parts = largest.map(([name, bytes]) => `${name} ${size(bytes)}`).join(', ');
    throw new Failure(
      'context_too_large',
      `The build would get ${size(this.total)}, and ${size(this.most)} is the most: ${parts}.`,
      { hint: 'Leave out what it does not need with a .dockerignore, or have an admin raise RACK_BUILD_CONTEXT.' },
    );
  }
}
