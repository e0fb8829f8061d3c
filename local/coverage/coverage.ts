import type { AWS_OPERATIONS } from './aws-operations.ts';

export type AwsService = keyof typeof AWS_OPERATIONS;
export type AwsOperation<S extends AwsService> = (typeof AWS_OPERATIONS)[S][number];

/** What is missing, or without effect, in sentences of Markdown. */
export type Words = string | readonly string[];

/**
 * What is to be known of a service's operations: stands beside them in `coverage.ts`, and docs/local.md is made of it. What is
 * served and not named does all that it does on AWS; what AWS has and is not served is refused as an unknown operation.
 */
export interface Coverage<S extends AwsService = AwsService> {
  /** Served but for what is said. */
  partial?: Readonly<Partial<Record<AwsOperation<S>, Words>>>;
  /** Checked, kept and told, without effect on this machine. */
  inert?: Readonly<Partial<Record<AwsOperation<S>, Words>>>;
  /** Known, and always refused with an error of their own, which is said. */
  refused?: Readonly<Partial<Record<AwsOperation<S>, Words>>>;
  /** CloudFormation: the types of resources. */
  types?: TypeCoverage;
}

/** How far something goes. */
export type Level = 'full' | 'partial' | 'inert' | 'refused';

/** How far each type of resource goes that a template may have, and what is to be known of it. */
export type TypeCoverage = Readonly<Record<string, { level: Level; words: readonly string[] }>>;
