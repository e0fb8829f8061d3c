import { call, refused, type Scenario } from '../scenario.ts';

const APP = { logGroupName: '/rack/app' };
const NONE = { logGroupName: '/rack/none' };
const STREAM = { ...APP, logStreamName: 'web.1' };
const TIME = Date.now();
const EVENTS = [
  { timestamp: TIME, message: 'one' },
  { timestamp: TIME + 1, message: 'two' },
];

export const logs: Scenario = {
  service: 'logs',
  cases: [
    call('DescribeLogGroups: none of the name', { logGroupNamePrefix: '/rack' }, { says: { logGroups: [] } }),
    call('CreateLogGroup: a new one', { ...APP, tags: { rack: 'one' } }),
    refused('ResourceAlreadyExistsException', 'CreateLogGroup: a name that is taken', APP),
    refused('InvalidParameterException', 'CreateLogGroup: a space in its name', { logGroupName: 'a b' }),
    call('PutRetentionPolicy: a week', { ...APP, retentionInDays: 7 }),
    refused('InvalidParameterException', 'PutRetentionPolicy: eight days', { ...APP, retentionInDays: 8 }),
    refused('ResourceNotFoundException', 'PutRetentionPolicy: no group', { ...NONE, retentionInDays: 7 }),
    call('DescribeLogGroups: the group', { logGroupNamePrefix: '/rack' }, { as: 'groups' }),
    call('DescribeLogGroups: a page of one', { limit: 1, logGroupNamePrefix: '/rack' }),
    call(
      'ListTagsForResource: its tags',
      { resourceArn: '{{groups.logGroups.0.logGroupArn}}' },
      { says: { tags: { rack: 'one' } } },
    ),
    call('TagResource: another tag', { resourceArn: '{{groups.logGroups.0.logGroupArn}}', tags: { team: 'blue' } }),
    call('UntagResource: the first tag', { resourceArn: '{{groups.logGroups.0.logGroupArn}}', tagKeys: ['rack'] }),
    call('ListTagsLogGroup: what is left, the old way', APP, { says: { tags: { team: 'blue' } } }),
    call('DescribeLogStreams: none yet', APP, { says: { logStreams: [] } }),
    refused('ResourceNotFoundException', 'DescribeLogStreams: no group', NONE),
    call('CreateLogStream: a new one', STREAM),
    refused('ResourceAlreadyExistsException', 'CreateLogStream: a name that is taken', STREAM),
    refused('ResourceNotFoundException', 'CreateLogStream: no group', { ...NONE, logStreamName: 'web.1' }),
    call('GetLogEvents: none yet', STREAM, { says: { events: [] } }),
    call('PutLogEvents: two lines', { ...STREAM, logEvents: EVENTS }),
    refused('ResourceNotFoundException', 'PutLogEvents: no stream', {
      ...APP,
      logStreamName: 'none',
      logEvents: EVENTS,
    }),
    call(
      'GetLogEvents: both, from the head',
      { ...STREAM, startFromHead: true },
      { says: { events: [{ message: 'one' }, { message: 'two' }] } },
    ),
    call('FilterLogEvents: a word', { ...APP, filterPattern: 'two' }),
    call('DescribeLogStreams: with its times', APP),
    refused('ResourceNotFoundException', 'GetLogEvents: no stream', { ...APP, logStreamName: 'none' }),
    refused('ResourceNotFoundException', 'FilterLogEvents: no group', NONE),
    call('DeleteLogStream: the stream', STREAM),
    refused('ResourceNotFoundException', 'DeleteLogStream: the stream again', STREAM),
    call('DeleteRetentionPolicy: for ever', APP),
    call('DeleteLogGroup: the group', APP),
    refused('ResourceNotFoundException', 'DeleteLogGroup: the group again', APP),
  ],
};
