import { AwsError, type CallAws, type Input } from '../endpoint/service.ts';
import type { ContainerDefinition } from './model.ts';

const DRIVERS = ['json-file', 'syslog', 'journald', 'gelf', 'fluentd', 'awslogs', 'splunk'];
const REQUIRED = ['awslogs-region', 'awslogs-group'];
const OPTIONAL = [
  'awslogs-stream-prefix',
  'awslogs-create-group',
  'awslogs-datetime-format',
  'awslogs-multiline-pattern',
  'mode',
  'max-buffer-size',
];

/** Throws the `ClientException` that AWS answers to a log configuration that cannot be. */
export function checkLogConfiguration({ logDriver, options = {} }: Input): void {
  if (!DRIVERS.includes(logDriver)) {
    refuse(`${logDriver} is not a valid log driver. Must be one of [${DRIVERS.join(',')}]`);
  }
  if (logDriver !== 'awslogs') return;
  const missing = REQUIRED.filter((name) => !options[name]);
  if (missing.length > 0) refuse(`Log driver awslogs requires options: ${missing.join(', ')}`);
  const unknown = Object.keys(options).filter((name) => !REQUIRED.includes(name) && !OPTIONAL.includes(name));
  if (unknown.length > 0) refuse(`Log driver awslogs disallows options: ${unknown.join(', ')}`);
  const create = options['awslogs-create-group'];
  if (create !== undefined && String(create) !== 'true') {
    refuse("Log driver awslogs option 'awslogs-create-group' should only be set to 'true', else omit option.");
  }
}

/**
 * Sees that a container's log group is there, as the awslogs driver does when the container starts; rejects with the
 * sentence of the service that refused. The lines themselves go to Docker's files.
 */
export async function ensureLogGroup(
  callAws: CallAws,
  region: string,
  { logConfiguration }: Pick<ContainerDefinition, 'logConfiguration'>,
): Promise<void> {
  if (logConfiguration?.logDriver !== 'awslogs') return;
  const options = logConfiguration.options ?? {};
  const name = options['awslogs-group'] as string;
  // Another region has groups of its own, none of which is here.
  const isThere = options['awslogs-region'] === region && (await exists(callAws, name));
  if (isThere) return;
  if (options['awslogs-create-group'] !== 'true' || options['awslogs-region'] !== region) {
    throw new Error(
      'failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException: ' +
        `The specified log group does not exist. (${name} in ${options['awslogs-region']})`,
    );
  }
  await callAws('logs', 'CreateLogGroup', { logGroupName: name });
}

// Private

async function exists(callAws: CallAws, name: string): Promise<boolean> {
  const { logGroups = [] } = await callAws('logs', 'DescribeLogGroups', { logGroupNamePrefix: name });
  return logGroups.some((group: Input) => group.logGroupName === name);
}

function refuse(message: string): never {
  throw new AwsError('ClientException', message);
}
