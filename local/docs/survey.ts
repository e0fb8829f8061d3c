import { AWS_OPERATIONS } from '../coverage/aws-operations.ts';
import type { AwsService, Coverage, TypeCoverage, TypeWords, Words } from '../coverage/coverage.ts';
import type { Service } from '../endpoint/service.ts';

export const LEVELS = ['full', 'partial', 'inert', 'refused'] as const;
export type Level = (typeof LEVELS)[number];

/** One operation of AWS, or one type of resource, and how far it goes here. */
export interface Entry {
  name: string;
  level: Level;
  words: readonly string[];
}

/** Every operation that AWS has of a service. */
export function operationsOf({ signingName, operations, coverage = {} }: Service): Entry[] {
  const names: readonly string[] = AWS_OPERATIONS[signingName as AwsService] ?? [];
  const isServed = (name: string) => Object.hasOwn(operations, name);
  return names.map((name) => found(coverage, name) ?? { name, level: isServed(name) ? 'full' : 'refused', words: [] });
}

/** Every type of resource that is served, or refused by name. */
export function typesOf(types: TypeCoverage): Entry[] {
  const names = [...new Set([...types.served, ...named(types)])].sort();
  return names.map((name) => found(types, name) ?? { name, level: 'full', words: [] });
}

/** What a coverage names. */
export function named(coverage: Coverage | TypeCoverage): string[] {
  return DECLARED.flatMap((level) => Object.keys(coverage[level] ?? {}));
}

// Private

const DECLARED = ['partial', 'inert', 'refused'] as const;

function found(coverage: Coverage | TypeCoverage, name: string): Entry | undefined {
  for (const level of DECLARED) {
    const words = (coverage[level] as Record<string, TypeWords> | undefined)?.[name];
    if (words !== undefined) return { name, level, words: sentences(words) };
  }
  return undefined;
}

function sentences(words: TypeWords): string[] {
  if (typeof words === 'string') return [words];
  if (Array.isArray(words)) return [...words];
  return Object.entries(words as Record<string, Words>).flatMap(([property, said]) =>
    sentences(said).map((each) => (property === '*' ? each : `\`${property}\`: ${each}`)),
  );
}
