import type { Config } from '../config.ts';
import { check } from '../endpoint/check.ts';
import { AwsError, type Input, type Service } from '../endpoint/service.ts';
import type { Database } from '../store/database.ts';
import { openDocuments } from '../store/documents.ts';
import { coverage } from './coverage.ts';

/**
 * CloudWatch Logs: log groups are recorded and listed, inert. Containers' output goes to Kinesis instead, so that no group
 * has a stream: who reads one finds nothing, and streams cannot be made.
 */
export function createLogs({ config, database }: { config: Config; database: Database }): Service {
  const groups = openDocuments<LogGroup>(database, 'logs_group');

  return {
    signingName: 'logs',
    protocol: 'json',
    version: '2014-03-28',
    target: 'Logs_20140328',
    coverage,
    operations: {
      CreateLogGroup(input) {
        check(input, { logGroupName: NAME }, INVALID);
        const { logGroupName: name, tags = {}, kmsKeyId } = input;
        if (groups.find(name)) throw exists();
        groups.put(name, { name, creationTime: Date.now(), tags, kmsKeyId });
        return undefined;
      },
      DeleteLogGroup({ logGroupName }) {
        groups.remove(existing(logGroupName).name);
        return undefined;
      },
      DescribeLogGroups({ logGroupNamePrefix = '', limit = 50, nextToken = '' }) {
        const found = groups
          .list()
          .filter(({ name }) => name.startsWith(logGroupNamePrefix) && name > nextToken)
          .sort((a, b) => (a.name < b.name ? -1 : 1));
        const page = found.slice(0, limit);
        return { logGroups: page.map(describe), nextToken: found.length > limit ? page.at(-1)?.name : undefined };
      },
      DescribeLogStreams(input) {
        existing(input.logGroupName ?? nameOf(input.logGroupIdentifier));
        return { logStreams: [] };
      },
      FilterLogEvents(input) {
        existing(input.logGroupName ?? nameOf(input.logGroupIdentifier));
        return { events: [], searchedLogStreams: [] };
      },
      GetLogEvents(input) {
        existing(input.logGroupName ?? nameOf(input.logGroupIdentifier));
        throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
      },
      PutRetentionPolicy(input) {
        check(input, { retentionInDays: { required: true } }, INVALID);
        if (!RETENTIONS.includes(input.retentionInDays)) throw invalid('Invalid retention value.');
        change(input, { retentionInDays: input.retentionInDays });
      },
      DeleteRetentionPolicy: (input) => change(input, { retentionInDays: undefined }),
      TagResource({ resourceArn, tags }) {
        const group = existing(nameOf(resourceArn));
        change({ logGroupName: group.name }, { tags: { ...group.tags, ...tags } });
      },
      UntagResource({ resourceArn, tagKeys }) {
        const group = existing(nameOf(resourceArn));
        const kept = Object.entries(group.tags).filter(([key]) => !tagKeys.includes(key));
        change({ logGroupName: group.name }, { tags: Object.fromEntries(kept) });
      },
      ListTagsLogGroup: ({ logGroupName }) => ({ tags: existing(logGroupName).tags }),
      ListTagsForResource: ({ resourceArn }) => ({ tags: existing(nameOf(resourceArn)).tags }),
    },
  };

  // Private

  function existing(name: string): LogGroup {
    const group = groups.find(name ?? '');
    if (group) return group;
    throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  }

  function change({ logGroupName }: Input, changes: Partial<LogGroup>): undefined {
    groups.put(logGroupName, { ...existing(logGroupName), ...changes });
  }

  function describe({ name, creationTime, retentionInDays, kmsKeyId }: LogGroup) {
    const arn = `arn:aws:logs:${config.region}:${config.account}:log-group:${name}`;
    return {
      logGroupName: name,
      creationTime,
      retentionInDays,
      metricFilterCount: 0,
      arn: `${arn}:*`,
      storedBytes: 0,
      kmsKeyId,
      logGroupClass: 'STANDARD',
      logGroupArn: arn,
    };
  }
}

// Private

interface LogGroup {
  name: string;
  creationTime: number;
  retentionInDays?: number | undefined;
  kmsKeyId?: string;
  tags: Record<string, string>;
}

/** How this service calls what is wrong with a request, constraints included. */
const INVALID = 'InvalidParameterException';

const NAME = { required: true, min: 1, max: 512, pattern: /^[.\-_/#A-Za-z0-9]+$/ };
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

function nameOf(arn = ''): string {
  return arn.split(':log-group:')[1]?.replace(/:\*$/, '') ?? '';
}

function exists(): AwsError {
  return new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
}

function invalid(message: string): AwsError {
  return new AwsError(INVALID, message);
}
