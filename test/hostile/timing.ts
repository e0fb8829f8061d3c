import { Random } from './random.ts';

/** Measurements in a round, calls in each of them, and rounds: what a busy machine does to one, it does not do to all. */
const SAMPLES = 1_500;
const CALLS = 12;
const ROUNDS = 5;

/** The share of measurements that count; the slowest ones tell of the machine, not of the code. */
const KEPT = 0.8;

/** Above this value of Welch's t, two kinds of input take different times (as dudect has it: Reparaz and others, 2017). */
export const LEAK = 4.5;

/** Inputs of each kind, made before anything is measured. */
const INPUTS = 1_000;

/** How surely two kinds of input take different times: the smallest of several rounds' |t|. */
export function difference<T>(check: (input: T) => unknown, make: [() => T, () => T]): number {
  const kinds: [T[], T[]] = [[], []];
  // In turns, so that neither kind lies in a better place of the memory.
  for (let n = 0; n < INPUTS; n++) for (const which of [0, 1] as const) kinds[which].push(make[which]());
  for (const input of kinds.flat()) check(input);
  return Math.min(...Array.from({ length: ROUNDS }, (_, round) => Math.abs(measure(check, kinds, new Random(round)))));
}

// Private

function measure<T>(check: (input: T) => unknown, kinds: [T[], T[]], random: Random): number {
  const times: [number[], number[]] = [[], []];
  for (let n = 0; n < SAMPLES; n++) {
    const which = random.below(2) as 0 | 1;
    const from = random.below(INPUTS - CALLS);
    const inputs = kinds[which].slice(from, from + CALLS);
    const start = process.hrtime.bigint();
    for (const input of inputs) check(input);
    times[which].push(Number(process.hrtime.bigint() - start));
  }
  const limit = times.flat().sort((a, b) => a - b)[Math.floor(SAMPLES * KEPT)] as number;
  return welch(...(times.map((each) => each.filter((time) => time <= limit)) as [number[], number[]]));
}

/** Welch's t of two samples. */
function welch(one: number[], other: number[]): number {
  const [a, b] = [moments(one), moments(other)];
  return (a.mean - b.mean) / Math.sqrt(a.variance / one.length + b.variance / other.length);
}

function moments(sample: number[]): { mean: number; variance: number } {
  const mean = sample.reduce((sum, each) => sum + each, 0) / sample.length;
  return { mean, variance: sample.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (sample.length - 1) };
}
