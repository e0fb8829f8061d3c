import { AWS_OPERATIONS } from '../coverage/aws-operations.ts';
import type { AwsService, Coverage, Level, TypeCoverage, Words } from '../coverage/coverage.ts';
import type { Service } from '../endpoint/service.ts';

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
  const names = Object.keys(types).sort();
  return names.map((name) => ({ name, ...(types[name] as TypeCoverage[string]) }));
}

/** The operations that a coverage names. */
export function named(coverage: Coverage): string[] {
  return DECLARED.flatMap((level) => Object.keys(coverage[level] ?? {}));
}

// Private

const DECLARED = ['partial', 'inert', 'refused'] as const;

function found(coverage: Coverage, name: string): Entry | undefined {
  for (const level of DECLARED) {
    const words = (coverage[level] as Record<string, Words> | undefined)?.[name];
    if (words !== undefined) return { name, level, words: [words].flat() };
  }
  return undefined;
}
