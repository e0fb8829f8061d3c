import { Failure } from '../../../lib/failure.ts';

/** One of the files that say how an app is built and run, and what there is to say about it. */
export class ManifestFile {
  /** `convox.yml` */
  readonly name: string;
  private readonly said: { line: number; what: string }[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** What is not understood or not done, for people, by lines and once each: `convox.yml line 7: …`. */
  get notes(): readonly string[] {
    const inOrder = [...this.said].sort((one, other) => one.line - other.line);
    return [...new Set(inOrder.map(({ line, what }) => `${this.name} line ${line}: ${what}`))];
  }

  note(line: number, what: string): void {
    if (this.said.length < MOST_NOTES) this.said.push({ line, what });
  }

  /** The refusal of what stands on a line. */
  bad(line: number, what: string, hint = HINT): Failure {
    return new Failure('bad_manifest', `${this.name} line ${line}: ${what}`, { hint });
  }
}

// Private

/** A file that is none of these would have a note for every line. */
const MOST_NOTES = 50;

const HINT = 'Change it, commit and push again. docs/manifest.md names every key.';
