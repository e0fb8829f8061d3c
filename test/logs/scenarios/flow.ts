import type { Scenario } from '../scenario.ts';

/** Five times the 64 MiB that a history has for an app, of what no compression makes smaller, in a minute. */
const BEYOND = { containers: 10, lines: 32_000, pace: 530, width: 1000 };

/** What happens in every rack: much at once, rotated files, containers that come and go, more than is kept. */
export const FLOW: Scenario[] = [
  {
    name: 'calm',
    summary: 'many containers at full speed, and nothing else',
    course: (_, { containers, lines }) => ({ containers, apps: 10, lines: { lines }, bySsh: true, isKept: 'all' }),
  },
  {
    name: 'rotation',
    summary: 'files of 1 MB, of which Docker keeps three, written at full speed by one container after the other',
    course: (_, { lines, containers }) => ({
      containers: 1,
      apps: 1,
      lines: { lines: Math.min((lines * containers) / 5, 190_000) },
      rotation: { size: '1m', files: 3 },
      bySsh: true,
      isKept: 'all',
    }),
  },
  {
    name: 'brief',
    summary: 'containers that live for 50 ms and print three lines',
    course: (_, { brief }) => ({
      containers: brief,
      apps: 4,
      lines: { lines: 3, pace: 60 },
      bySsh: true,
      isKept: 'all',
    }),
  },
  {
    name: 'bound',
    summary: 'more lines of one app than its history keeps: the newest without a gap, and all to those who follow',
    course: () => {
      const { containers, ...lines } = BEYOND;
      return { containers, apps: 1, lines: { ...lines, filling: 'noise' }, isKept: 'newest' };
    },
  },
];
