import type { Alert, AlertName, Finding } from '../../model/alert.ts';

/** Looks for things of one kind that are wrong. */
export interface Look {
  /** What it finds: alerts of these names are over when it finds them no more. */
  names: readonly AlertName[];
  /** Milliseconds for which something has to be found before it is told. */
  patience: number;
  /** Milliseconds for which it must not be found before that is told. */
  calm: number;
  /** All that is wrong now. `raised` are those of its alerts that were told: what comes and goes at a limit needs some distance to be over. */
  find(raised: readonly Alert[], now: number): Finding[] | Promise<Finding[]>;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
