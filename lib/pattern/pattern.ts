import { type Instruction, programOf } from './program.ts';
import { includes, LAST_POINT, WORD } from './ranges.ts';
import { bad, parsePattern } from './syntax.ts';

/**
 * What may be done to learn the states of one pattern, in steps. Most patterns need a few hundred; what needs more than this
 * would cost others their turn, and is refused.
 */
const MOST_STEPS = 500_000;

/**
 * A test whether a regular expression is found in a text. It reads each character once, whatever the expression: the
 * states in which a search can be are made when they are first met, and are few. JavaScript's own expressions go back and
 * try again, and a short one can hold the whole server for hours.
 */
export function findsPattern(text: string): (subject: string) => boolean {
  const automaton = new Automaton(text, programOf(text, parsePattern(text)));
  return (subject) => automaton.finds(subject);
}

// Private

/** What stands beside a place in the text: nothing, a character of a word, or another one. */
type Side = 'nothing' | 'word' | 'other';

/** All places in the program at which a search can be, behind the same kind of character. */
interface State {
  places: readonly number[];
  before: Side;
  /** By the class of the next character; `FOUND` when that much is enough. */
  next: (State | undefined)[];
  /** Whether it is found when the text ends here. */
  foundAtEnd: boolean | undefined;
}

const FOUND: State = { places: [], before: 'nothing', next: [], foundAtEnd: true };

class Automaton {
  private readonly text: string;
  private readonly program: readonly Instruction[];
  private readonly alphabet: Alphabet;
  private readonly states = new Map<string, State>();
  private readonly start: State;
  private steps = 0;

  constructor(text: string, program: readonly Instruction[]) {
    this.text = text;
    this.program = program;
    this.alphabet = new Alphabet(program);
    this.start = this.state([], 'nothing');
  }

  finds(subject: string): boolean {
    const { ascii } = this.alphabet;
    let state = this.start;
    for (let at = 0; at < subject.length; at++) {
      const unit = subject.charCodeAt(at);
      let kind = ascii[unit];
      if (kind === undefined) {
        const point = subject.codePointAt(at) as number;
        kind = this.alphabet.kindOf(point);
        if (point > 0xffff) at += 1;
      }
      state = state.next[kind] ?? this.step(state, kind);
      if (state === FOUND) return true;
    }
    state.foundAtEnd ??= this.reach(state, 'nothing').has(0);
    return state.foundAtEnd;
  }

  private step(state: State, kind: number): State {
    const point = this.alphabet.exampleOf(kind);
    const side = sideOf(point);
    const reached = this.reach(state, side);
    const places = new Set<number>();
    for (const at of reached) {
      const instruction = this.program[at] as Instruction;
      if (instruction.kind === 'one of' && includes(instruction.ranges, point)) places.add(instruction.next);
    }
    const next = reached.has(0) ? FOUND : this.state([...places].sort(ascending), side);
    state.next[kind] = next;
    return next;
  }

  /** The instructions at which a search can be before the next character, a new search among them. */
  private reach({ places, before }: State, after: Side): Set<number> {
    const reached = new Set([...places, this.program.length - 1]);
    for (const at of reached) {
      const instruction = this.program[at] as Instruction;
      if (instruction.kind === 'both') reached.add(instruction.next).add(instruction.other);
      if (instruction.kind === 'place' && isAt(instruction.place, before, after)) reached.add(instruction.next);
    }
    this.spend(reached.size);
    return reached;
  }

  private state(places: readonly number[], before: Side): State {
    const key = `${before} ${places}`;
    const known = this.states.get(key);
    if (known) return known;
    this.spend(places.length + this.alphabet.size);
    const state: State = { places, before, next: [], foundAtEnd: undefined };
    this.states.set(key, state);
    return state;
  }

  private spend(steps: number): void {
    this.steps += steps;
    if (this.steps > MOST_STEPS) throw bad(this.text, 'can be met in too many ways to be looked for');
  }
}

/** The characters in as few kinds as the program can tell apart. */
class Alphabet {
  /** The first character of each kind. */
  private readonly firsts: readonly number[];
  /** The kinds of the first 128 characters, which most texts are made of. */
  readonly ascii: Uint16Array;

  constructor(program: readonly Instruction[]) {
    const sets = program.flatMap((instruction) => (instruction.kind === 'one of' ? [instruction.ranges] : []));
    const cuts = [WORD, ...sets].flat().flatMap(([first, last]) => [first, last + 1]);
    this.firsts = [...new Set([0, ...cuts])].filter((cut) => cut <= LAST_POINT).sort(ascending);
    this.ascii = Uint16Array.from({ length: 128 }, (_, point) => this.kindOf(point));
  }

  get size(): number {
    return this.firsts.length;
  }

  exampleOf(kind: number): number {
    return this.firsts[kind] as number;
  }

  kindOf(point: number): number {
    let [low, high] = [0, this.firsts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.firsts[middle] as number) <= point) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const ascending = (one: number, other: number) => one - other;

function sideOf(point: number): Side {
  return includes(WORD, point) ? 'word' : 'other';
}

function isAt(place: string, before: Side, after: Side): boolean {
  if (place === 'start') return before === 'nothing';
  if (place === 'end') return after === 'nothing';
  return ((before === 'word') !== (after === 'word')) === (place === 'edge');
}
