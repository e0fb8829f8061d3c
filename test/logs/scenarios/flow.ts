import type { Scenario } from '../scenario.ts';

/** Lines that a history has no room for by far. */
const BEYOND = 5;

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
    course: (_, { containers, lines }) => ({
      containers,
      apps: 1,
      lines: { lines: lines * BEYOND, pace: Math.ceil(lines / 25) },
      isKept: 'newest',
    }),
  },
];
