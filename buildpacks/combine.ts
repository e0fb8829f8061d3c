import type { Plan, Runtime, Step } from './plan.ts';

/** One plan out of those of several languages, the primary one last: theirs is built first, the primary says what runs. */
export function combine(plans: readonly Plan[]): Plan {
  const primary = plans.at(-1)!;
  const others = plans.slice(0, -1);
  if (others.length === 0) return primary;
  const all = [primary, ...others];
  const inOrder = [...others, primary];
  const union = (of: (plan: Plan) => readonly string[]) => [...new Set(inOrder.flatMap(of))];
  return {
    ...primary,
    title: all.map(({ title }) => title).join(' and '),
    runtimes: onceEach(all.flatMap(({ runtimes }) => runtimes)),
    packages: { build: union(({ packages }) => packages.build), run: union(({ packages }) => packages.run) },
    steps: [...inOrder.flatMap(early), ...inOrder.flatMap(late)],
    kept: union(({ kept }) => kept),
    result: others.some(({ result }) => result !== 'tree') ? 'build' : primary.result,
    dropped: union(({ dropped }) => dropped),
    files: Object.assign({}, ...inOrder.map(({ files }) => files)),
    env: Object.assign({}, ...inOrder.map(({ env }) => env)),
    path: union(({ path }) => path),
    ignored: union(({ ignored }) => ignored),
    notes: union(({ notes }) => notes),
  };
}

// Private

/** Steps that a change of code does not run again stay so, also where the language before has some that it does. */
function early({ steps }: Plan): readonly Step[] {
  return steps.slice(0, steps.length - late({ steps }).length);
}

function late({ steps }: Pick<Plan, 'steps'>): readonly Step[] {
  const first = steps.findIndex(({ needs }) => needs === 'everything');
  return first === -1 ? [] : steps.slice(first);
}

function onceEach(runtimes: readonly Runtime[]): Runtime[] {
  return [...new Map(runtimes.toReversed().map((runtime) => [runtime.name, runtime])).values()].toReversed();
}
