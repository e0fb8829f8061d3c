import type { Difference } from '../differences.ts';

/** The differences that are known, by service. */
export const DIFFERENCES: Readonly<Record<string, readonly Difference[]>> = {};
