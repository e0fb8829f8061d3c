import { call, refused, type Scenario } from '../scenario.ts';

/** What somebody who looks after a rack types daily, on the `aws` command line. */
export const commands: Scenario = {
  service: 'aws',
  cases: [
    call('CreateLogGroup: to look at', { logGroupName: '/command/app' }, { service: 'logs' }),
    call('PutParameter: to look at', { Name: '/command/one', Type: 'String', Value: '1' }, { service: 'ssm' }),
    call('sts get-caller-identity: who am I', {}, { says: { Account: '123456789012' } }),
    call('ecr get-login-password: for docker login', {}, { says: { text: /^[\w-]{40,}$/ } }),
    call('logs filter-log-events --log-group-name /command/app: nothing', {}, { says: { events: [] } }),
    call('ssm get-parameters-by-path --path /command: one', {}, { says: { Parameters: [{ Value: '1' }] } }),
    refused('RepositoryNotFoundException', 'ecr list-images --repository-name no/repository: no repository'),
    refused('ResourceNotFoundException', 'kinesis list-shards --stream-name no-stream: no stream'),
    refused('ResourceNotFoundException', 'secretsmanager get-secret-value --secret-id no/secret: no secret'),
    refused('ClusterNotFoundException', 'ecs list-tasks --cluster no-cluster: no cluster'),
    refused('ValidationError', 'cloudformation describe-stacks --stack-name no-stack: no stack'),
  ],
};
