import { setTimeout as sleep } from 'node:timers/promises';
import { restartEngine } from '../docker-engine.ts';
import type { Scenario } from '../scenario.ts';

/** Milliseconds for which lines flow before the engine ends. */
const BEFORE = 5000;

/** The Docker engine ends, and with it all containers; what they printed is there all the same. */
export const ENGINE: Scenario[] = [
  {
    name: 'docker-restart',
    summary: 'the Docker engine is restarted, and ends all containers',
    isRough: true,
    course: (counted, { containers, lines }) => ({
      containers,
      apps: Math.min(10, containers),
      lines: { lines, pace: Math.ceil(lines / 60) },
      isKept: 'all',
      disturb: async () => {
        await sleep(BEFORE);
        await restartEngine(counted.journal);
        await counted.rack.up();
      },
    }),
  },
];
