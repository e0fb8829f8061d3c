import type { Ranges } from './ranges.ts';
import { bad, type Expression, type Place } from './syntax.ts';

/** One instruction: go on with `next` behind a character that fits, at a place that fits, or both ways; or be done. */
export type Instruction =
  | { kind: 'one of'; ranges: Ranges; next: number }
  | { kind: 'place'; place: Place; next: number }
  | { kind: 'both'; next: number; other: number }
  | { kind: 'found' };

/** Instructions of the longest program. */
const LONGEST = 1000;

/** The program that finds an expression; it begins at its last instruction. Built from behind, so that each part knows what follows it. */
export function programOf(text: string, expression: Expression): readonly Instruction[] {
  const program: Instruction[] = [{ kind: 'found' }];
  const add = (instruction: Instruction): number => {
    if (program.length >= LONGEST) throw bad(text, 'repeats too much to be looked for');
    return program.push(instruction) - 1;
  };
  const first = compile(expression, 0, add, program);
  add({ kind: 'both', next: first, other: first });
  return program;
}

// Private

type Add = (instruction: Instruction) => number;

/** Where the expression begins that goes on with `next`. */
function compile(expression: Expression, next: number, add: Add, program: Instruction[]): number {
  switch (expression.kind) {
    case 'one of':
    case 'place':
      return add({ ...expression, next });
    case 'row':
      return expression.parts.reduceRight((after, part) => compile(part, after, add, program), next);
    case 'choice':
      return expression.choices
        .map((choice) => compile(choice, next, add, program))
        .reduce((other, one) => add({ kind: 'both', next: one, other }));
    case 'repeat':
      return repeat(expression, next, add, program);
  }
}

function repeat(
  { part, least, most }: Expression & { kind: 'repeat' },
  next: number,
  add: Add,
  program: Instruction[],
): number {
  let start = next;
  if (most === Infinity) {
    const loop = { kind: 'both', next: 0, other: next } as const;
    start = add(loop);
    program[start] = { ...loop, next: compile(part, start, add, program) };
  } else
    for (let times = least; times < most; times++)
      start = add({ kind: 'both', next: compile(part, start, add, program), other: next });
  for (let times = 0; times < least; times++) start = compile(part, start, add, program);
  return start;
}
