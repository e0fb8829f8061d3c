import type { ProcessSpec } from '../../manifest.ts';

/** What app.json says of a process that another file declares. */
export interface ProcessWish {
  line: number;
  spec: Pick<ProcessSpec, 'count' | 'memory' | 'health' | 'healthCommand'>;
}
