import type { ProcessSpec } from '../../manifest.ts';
import type { Value } from '../value.ts';

/** Reads how many copies of a service there are, and how large: `2`, `1-3`, or `{count, cpu, memory}`. */
export function scaleOf(scale: Value | undefined): Pick<ProcessSpec, 'count' | 'cpu' | 'memory'> {
  if (!scale) return {};
  if (scale.is !== 'map') return { count: countOf(scale) };
  const { get, notDone } = scale.fields([
    'count',
    'cpu',
    'memory',
    'cooldown',
    'targets',
    'limit',
    'gpu',
    'keda',
    'vpa',
  ]);
  notDone({
    cooldown: NOT_BY_ITSELF,
    targets: NOT_BY_ITSELF,
    keda: NOT_BY_ITSELF,
    vpa: NOT_BY_ITSELF,
    limit: LIMIT,
    gpu: 'a rack gives no GPUs',
  });
  const [count, cpu, memory] = [get('count'), get('cpu'), get('memory')];
  return {
    ...(count && { count: countOf(count) }),
    ...(cpu && { cpu: cpu.numberOf(1, 1024 * 1024) }),
    ...(memory && { memory: memory.numberOf(MEMORY[0], MEMORY[1]) }),
  };
}

// Private

const NOT_BY_ITSELF = 'a rack does not scale by itself';
const LIMIT = 'memory is a hard limit already';

/** MiB: the least that Docker takes, and more than a machine has. */
const MEMORY = [6, 32 * 1024 * 1024] as const;

/** Of a range the least: so many run until somebody scales. */
function countOf(count: Value): number {
  if (count.is === 'map') return leastOf(count);
  const [, least, , most] = /^\s*(\d{1,4})\s*(-\s*(\d{1,4})|\+)?\s*$/.exec(count.text()) ?? [];
  if (least === undefined) throw count.bad(`${count.path} should be a number of copies, or two as in 1-3.`);
  if (most !== undefined && Number(most) < Number(least)) throw count.bad(`${count.path} ends before it begins.`);
  if (/[-+]/.test(count.text()) && most !== least)
    count.note(`${count.path} is a range: ${least} run, and ${NOT_BY_ITSELF}.`);
  return Number(least);
}

function leastOf(count: Value): number {
  const { get } = count.fields(['min', 'max']);
  const [least, most] = [get('min')?.numberOf(0, 9999) ?? 0, get('max')?.numberOf(0, 9999)];
  if (most !== undefined && most !== least) count.note(`${count.path} is a range: ${least} run, and ${NOT_BY_ITSELF}.`);
  return least;
}
