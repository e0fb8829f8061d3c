import type { Program } from '../counted-rack.ts';
import type { Scale, Scenario } from '../scenario.ts';

/** Seconds that a kill and the start after it take at least, with the pause before the next one. */
const SECONDS_OF_KILL = 3;

/** Apps among which the containers are dealt out: the history has room for all lines of each. */
const APPS = 10;

/** Each program is killed again and again while lines flow. */
export const KILLS: Scenario[] = (['agent', 'server', 'local'] as const).map((program) => ({
  name: `kill-${program}`,
  summary: `kill -9 of ${program} at random moments`,
  course: (counted, scale, random) => ({
    ...paced(scale, [program]),
    disturb: () => counted.kills(program, scale.kills, random),
  }),
}));

/** All three in turn: the short form of the above. */
export const KILL_EACH: Scenario = {
  name: 'kill-each',
  summary: 'kill -9 of agent, server and local in turn',
  course: (counted, scale, random) => ({
    ...paced(scale, ['agent', 'server', 'local']),
    disturb: async () => {
      for (const program of ['agent', 'server', 'local'] as const) await counted.kills(program, scale.kills, random);
    },
  }),
};

// Private

/** Lines that flow until the last kill is over, and at least so many. */
function paced({ containers, lines, kills }: Scale, programs: readonly Program[]) {
  const pace = Math.ceil(lines / (kills * programs.length * SECONDS_OF_KILL));
  const bySsh = !programs.includes('server');
  const apps = Math.min(APPS, containers);
  return { containers, apps, lines: { lines, pace, isOpen: true }, bySsh, isKept: 'all' as const };
}
