import type { Difference } from '../differences.ts';

export const logs: readonly Difference[] = [
  {
    in: ['CreateLogGroup: a space in its name'],
    what: ['local refuses (InvalidParameterException), moto answers'],
    right: 'local',
    source: 'CreateLogGroup, logGroupName: pattern.',
  },
  {
    in: ['DescribeLogGroups: the group', 'DescribeLogGroups: a page of one'],
    what: ['only local: .logGroups[].logGroupClass "STANDARD"'],
    right: 'local',
    source: 'LogGroup: logGroupClass, STANDARD by default.',
  },
  {
    in: ['GetLogEvents: no stream'],
    what: ["message: local 'The specified log stream does not exist.', moto 'The specified log group does not exist.'"],
    right: 'local',
    source: 'GetLogEvents: the group is there, it is the stream that is not.',
  },
];
