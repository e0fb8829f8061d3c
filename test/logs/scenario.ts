import type { Course } from './count.ts';
import type { CountedRack } from './counted-rack.ts';

/** How much there is of everything. */
export interface Scale {
  containers: number;
  /** Of each container. */
  lines: number;
  /** Of each program. */
  kills: number;
  /** How many containers live for a moment only. */
  brief: number;
  /** For how long the stream takes too little. */
  throttledSeconds: number;
}

/** What must not cost a line. */
export interface Scenario {
  name: string;
  summary: string;
  /** It disturbs others on this machine, and is done only when it is asked for by its name. */
  isRough?: boolean;
  course(counted: CountedRack, scale: Scale, random: () => number): Course;
}
