import { call, refused, type Scenario } from '../scenario.ts';

const APP = { logGroupName: '/rack/app' };
const NONE = { logGroupName: '/rack/none' };
const STREAM = { ...APP, logStreamName: 'web.1' };

export const logs: Scenario = {
  service: 'logs',
  cases: [
    call('DescribeLogGroups: none of the name', { logGroupNamePrefix: '/rack' }, { says: { logGroups: [] } }),
    call('CreateLogGroup: a new one', { ...APP, tags: { rack: 'one' } }),
    refused('ResourceAlreadyExistsException', 'CreateLogGroup: a name that is taken', APP),
    refused('InvalidParameterException', 'CreateLogGroup: a space in its name', { logGroupName: 'a b' }),
    call('PutRetentionPolicy: a week', { ...APP, retentionInDays: 7 }),
    refused(
      'InvalidParameterException',
      'PutRetentionPolicy: eight days',
      { ...APP, retentionInDays: 8 },
      { alone: 'PutRetentionPolicy, retentionInDays: Valid Values. moto takes any.' },
    ),
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
    call('DescribeLogStreams: there are none', APP, { says: { logStreams: [] } }),
    refused('ResourceNotFoundException', 'DescribeLogStreams: no group', NONE),
    call('FilterLogEvents: there are none', APP, { says: { events: [] } }),
    refused('ResourceNotFoundException', 'FilterLogEvents: no group', NONE),
    refused('ResourceNotFoundException', 'GetLogEvents: no stream', STREAM),
    refused('ResourceNotFoundException', 'GetLogEvents: no group', { ...NONE, logStreamName: 'web.1' }),
    refused('UnknownOperationException', 'CreateLogStream: not served', STREAM, {
      alone: 'Common errors. Lines go to Kinesis here, and a stream that stayed empty would be a lie.',
    }),
    call('DeleteRetentionPolicy: for ever', APP),
    call('DeleteLogGroup: the group', APP),
    refused('ResourceNotFoundException', 'DeleteLogGroup: the group again', APP),
  ],
};
