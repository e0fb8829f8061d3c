import type { Value } from '../value.ts';
import type { ProcessWish } from './process-wish.ts';

/** Reads how many copies of each process there are, and how large. */
export function sizesOf(formation: Value | undefined): Map<string, ProcessWish> {
  const entries = formation?.entries() ?? [];
  return new Map(entries.map(([type, value]) => [type, { line: value.line, spec: sizeOf(value) }]));
}

// Private

/** Dynos of Heroku → the memory that they have, in MiB. */
const MEMORY: Record<string, number> = {
  free: 512,
  eco: 512,
  hobby: 512,
  basic: 512,
  'standard-1x': 512,
  'standard-2x': 1024,
  'performance-m': 2560,
  'performance-l': 14 * 1024,
  'performance-l-ram': 30 * 1024,
  'performance-xl': 62 * 1024,
  'performance-2xl': 126 * 1024,
  'private-s': 1024,
  'private-m': 2560,
  'private-l': 14 * 1024,
};

function sizeOf(value: Value): ProcessWish['spec'] {
  const { get, notDone } = value.fields(['quantity', 'size', 'max_parallel', 'autoscaling', 'service']);
  notDone({
    autoscaling: 'a rack does not scale by itself',
    max_parallel: 'a new release starts all its copies before the old one stops',
    service: 'requests reach web, and services of convox.yml that have a port',
  });
  const size = get('size');
  return {
    ...(get('quantity') && { count: get('quantity')!.numberOf(0, 1000) }),
    ...(size && memoryOf(size)),
  };
}

function memoryOf(size: Value): { memory: number } | undefined {
  const name = size.text().toLowerCase();
  if (Object.hasOwn(MEMORY, name)) return { memory: MEMORY[name]! };
  size.note(`The size ${size.text()} is not known; there are ${Object.keys(MEMORY).join(', ')}.`);
  return undefined;
}
