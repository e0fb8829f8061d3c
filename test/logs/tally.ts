import { type EndLine, type NumberedLine, parseNumbered } from './numbered.ts';

/** Something wrong with the numbers of a container; `at` is the time of the line at which it showed. */
export interface Fault {
  kind: 'missing' | 'repeated' | 'disordered';
  copy: string;
  from: number;
  to: number;
  at: string;
}

/** What a count came to. */
export interface Verdict {
  written: number;
  read: number;
  missing: number;
  repeated: number;
  disordered: number;
  faults: Fault[];
}

interface Copy {
  /** The highest number so far. */
  last: number;
  holes: Fault[];
  ends: number;
}

/** Counts the numbered lines of many containers: each number once, in order. */
export class Tally {
  read = 0;
  private readonly begins: 'first' | 'anywhere';
  private readonly copies = new Map<string, Copy>();
  private readonly faults: Fault[] = [];

  /** With `anywhere` the first number of a container that comes is taken for its first one: older ones are not kept. */
  constructor(begins: 'first' | 'anywhere' = 'first') {
    this.begins = begins;
  }

  /** Takes a line as it came; what is no numbered line is passed over. */
  take(message: string, at: string): void {
    const line = parseNumbered(message);
    if (!line) return;
    const copy = this.copies.get(line.copy) ?? this.add(line);
    if ('count' in line) this.end(line.copy, copy, line.count, at);
    else this.number(line.copy, copy, line.number, at);
  }

  /** True when all has come of containers that printed so many lines each. */
  hasAll(written: ReadonlyMap<string, number>): boolean {
    return [...written].every(([name, count]) => {
      const copy = this.copies.get(name);
      return copy !== undefined && copy.last === count && copy.holes.length === 0;
    });
  }

  /** What is missing, repeated or out of order, where the containers have printed so many lines each. */
  verdict(written: ReadonlyMap<string, number>): Verdict {
    const holes = [...written].flatMap(([copy, count]) => this.missing(copy, count));
    const faults = [...holes, ...this.faults];
    const sum = (kind: Fault['kind']) =>
      faults.filter((fault) => fault.kind === kind).reduce((all, { from, to }) => all + to - from + 1, 0);
    return {
      written: [...written.values()].reduce((all, count) => all + count, 0),
      read: this.read,
      missing: sum('missing'),
      repeated: sum('repeated'),
      disordered: sum('disordered'),
      faults,
    };
  }

  // Private

  private add(line: NumberedLine | EndLine): Copy {
    const last = this.begins === 'anywhere' ? ('count' in line ? line.count : line.number - 1) : 0;
    const copy: Copy = { last, holes: [], ends: 0 };
    this.copies.set(line.copy, copy);
    return copy;
  }

  private end(name: string, copy: Copy, count: number, at: string): void {
    copy.ends += 1;
    if (copy.ends > 1) this.note('repeated', name, count, at);
  }

  private number(name: string, copy: Copy, number: number, at: string): void {
    this.read += 1;
    if (number > copy.last) {
      if (number > copy.last + 1)
        copy.holes.push({ kind: 'missing', copy: name, from: copy.last + 1, to: number - 1, at });
      copy.last = number;
      return;
    }
    const hole = copy.holes.find(({ from, to }) => from <= number && number <= to);
    this.note(hole ? 'disordered' : 'repeated', name, number, at);
    if (hole) copy.holes = copy.holes.flatMap((each) => (each === hole ? without(hole, number) : [each]));
  }

  /** What goes on from the fault before is one with it. */
  private note(kind: Fault['kind'], copy: string, number: number, at: string): void {
    const before = this.faults.at(-1);
    if (before?.kind === kind && before.copy === copy && before.to === number - 1) before.to = number;
    else this.faults.push({ kind, copy, from: number, to: number, at });
  }

  private missing(name: string, count: number): Fault[] {
    const { last, holes } = this.copies.get(name) ?? { last: 0, holes: [] };
    const rest: Fault = { kind: 'missing', copy: name, from: last + 1, to: count, at: 'the end' };
    return last < count ? [...holes, rest] : holes;
  }
}

// Private

function without(hole: Fault, number: number): Fault[] {
  const parts = [
    { ...hole, to: number - 1 },
    { ...hole, from: number + 1 },
  ];
  return parts.filter(({ from, to }) => from <= to);
}
