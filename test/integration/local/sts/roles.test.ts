import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import t from 'tap';
import { networkName } from '../../../../local/docker/network.ts';
import { Sessions } from '../../../../local/sts/sessions.ts';
import { EndpointProcess } from '../endpoint/endpoint-process.ts';

const run = promisify(execFile);
const ACCOUNT = '000000000000';
const arn = (role: string) => `arn:aws:iam::${ACCOUNT}:role/${role}`;
const trust = (Principal: object, more: object = {}) =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more }] });
const OURS = trust({ AWS: `arn:aws:iam::${ACCOUNT}:root` });

interface Keys {
  AccessKeyId: string;
  SecretAccessKey: string;
  SessionToken: string;
}

t.test('stock clients take roles, and may do what those allow', async (t) => {
  const endpoint = await EndpointProcess.start();
  t.teardown(() => endpoint.clean());
  const { credentials, region, endpoint: url } = endpoint.client;
  const root = { AccessKeyId: credentials.accessKeyId, SecretAccessKey: credentials.secretAccessKey, SessionToken: '' };

  async function aws(command: string, more: string[] = [], keys: Keys = root) {
    const env = {
      ...process.env,
      AWS_ENDPOINT_URL: url,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: keys.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
      AWS_SESSION_TOKEN: keys.SessionToken,
      AWS_MAX_ATTEMPTS: '1',
      AWS_PAGER: '',
    };
    const { stdout } = await run('aws', ['--output', 'json', ...command.split(' '), ...more], { env });
    return stdout.trim() === '' ? {} : JSON.parse(stdout);
  }
  const newRole = (name: string, document: string) =>
    aws(`iam create-role --role-name ${name} --assume-role-policy-document`, [document]);
  const allow = (name: string, Action: string[]) =>
    aws(`iam put-role-policy --role-name ${name} --policy-name all --policy-document`, [
      JSON.stringify({ Statement: { Effect: 'Allow', Action, Resource: '*' } }),
    ]);
  const take = async (name: string, more: string[] = [], keys?: Keys): Promise<Keys> =>
    (await aws(`sts assume-role --role-session-name me --role-arn ${arn(name)}`, more, keys)).Credentials;
  const refusal = (code: string, more = '') => ({ message: new RegExp(`\\(${code}\\).*${more}`) });

  await newRole('reader', OURS);
  await allow('reader', ['kinesis:ListStreams', 'cloudformation:*', 'ecs:RunTask', 'sts:AssumeRole']);
  const keys = await take('reader');

  await t.test('whom a trust policy admits', async (t) => {
    await newRole('task', trust({ Service: 'ecs-tasks.amazonaws.com' }));
    await newRole('alone', trust({ AWS: arn('reader') }));
    await newRole('other', trust({ AWS: '999999999999' }));
    await newRole('web', trust({ AWS: '*' }, { Action: 'sts:AssumeRoleWithWebIdentity' }));
    await newRole('partner', trust({ AWS: ACCOUNT }, { Condition: { StringEquals: { 'sts:ExternalId': 'x1' } } }));
    for (const name of ['task', 'alone', 'other', 'web', 'partner', 'missing'])
      await t.rejects(take(name), refusal('AccessDenied', `sts:AssumeRole on resource: ${arn(name)}`), name);
    t.match(await take('alone', [], keys), { AccessKeyId: /^ASIA/ }, 'the role that it names');
    t.match(await take('partner', ['--external-id', 'x1']), { AccessKeyId: /^ASIA/ });
  });

  await t.test('what may be asked of AssumeRole', async (t) => {
    const tooLong = refusal('ValidationError', 'exceeds the MaxSessionDuration');
    await t.rejects(take('reader', ['--duration-seconds', '3601']), tooLong);
    await t.rejects(take('reader', ['--policy', '{}']), refusal('ValidationError', 'Policy is not served here'));
    const expires = await take('reader', ['--duration-seconds', '900']);
    t.match(expires, { Expiration: /^\d{4}-/ });
  });

  await t.test('who the caller is', async (t) => {
    const { Arn, UserId, Account } = await aws('sts get-caller-identity', [], keys);
    t.equal(Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/reader/me`);
    t.match(UserId, /^AROA\w{17}:me$/);
    t.equal(Account, ACCOUNT);
    t.match(await aws('sts get-caller-identity'), { Arn: `arn:aws:iam::${ACCOUNT}:user/${endpoint.rack}` });
  });

  await t.test('what is allowed, and what is refused in the words of each protocol', async (t) => {
    t.same((await aws('kinesis list-streams', [], keys)).StreamNames, []);
    const sentence = 'assumed-role/reader/me is not authorized to perform';
    const calls: [string, string][] = [
      ['iam list-roles', 'AccessDenied'],
      ['secretsmanager list-secrets', 'AccessDeniedException'],
      ['s3api list-buckets', 'AccessDenied'],
      ['ec2 describe-vpcs', 'UnauthorizedOperation'],
      ['efs describe-file-systems', 'AccessDeniedException'],
      ['ecs list-tasks', 'AccessDeniedException'],
    ];
    for (const [call, code] of calls) await t.rejects(aws(call, [], keys), refusal(code, sentence), call);
    await t.rejects(
      aws('ecs run-task --task-definition x --overrides', [JSON.stringify({ taskRoleArn: arn('task') })], keys),
      refusal('AccessDeniedException', 'iam:PassRole'),
    );
  });

  await t.test('a stack without a role is made as whoever asks for it', async (t) => {
    const template = JSON.stringify({ Resources: { Group: { Type: 'AWS::Logs::LogGroup' } } });
    await aws('cloudformation create-stack --stack-name climb --template-body', [template], keys);
    await t.rejects(aws('cloudformation wait stack-create-complete --stack-name climb', [], keys));
    const { StackEvents } = await aws('cloudformation describe-stack-events --stack-name climb', [], keys);
    const reasons = StackEvents.map((event: Record<string, string>) => event.ResourceStatusReason ?? '').join('\n');
    t.match(reasons, /assumed-role\/reader\/AWSCloudFormation is not authorized to perform: logs:CreateLogGroup/);
    t.same((await aws('logs describe-log-groups')).logGroups, []);
    const url = ['--template-url', `${endpoint.client.endpoint}/bucket/key`];
    await t.rejects(aws('cloudformation validate-template', url, keys), { message: /not authorized.*s3:GetObject/ });
  });

  await t.test('tokens that are none, of others, and over', async (t) => {
    const sessions = new Sessions(endpoint.home);
    const issued = (expires: number | null, roleArn = arn('reader')): Keys => {
      const made = sessions.issue({ roleArn, name: 'me', expires });
      return { AccessKeyId: made.accessKeyId, SecretAccessKey: made.secretAccessKey, SessionToken: made.token };
    };
    const [over, lasting] = [issued(Date.now() - 1), issued(Date.now() + 60_000)];
    t.match(await aws('sts get-caller-identity', [], lasting), { Account: ACCOUNT });
    await t.rejects(aws('sts get-caller-identity', [], over), refusal('ExpiredToken'));
    await t.rejects(aws('sts get-caller-identity', [], issued(0)), refusal('ExpiredToken'));
    await t.rejects(aws('kinesis list-streams', [], over), refusal('ExpiredTokenException'));
    await t.rejects(aws('s3api list-buckets', [], over), refusal('ExpiredToken'));
    const [body = '', seal = ''] = lasting.SessionToken.split('.');
    const forged = Buffer.from(JSON.stringify({ roleArn: arn('task'), name: 'me', expires: null })).toString(
      'base64url',
    );
    const tokens = ['x', `${forged}.${seal}`, `${body}.`, `${lasting.SessionToken}.x`, over.SessionToken];
    for (const SessionToken of tokens) {
      const wrong = { ...lasting, SessionToken };
      await t.rejects(aws('sts get-caller-identity', [], wrong), refusal('InvalidClientTokenId'), SessionToken);
    }
    const withoutToken = { ...lasting, SessionToken: '' };
    await t.rejects(aws('kinesis list-streams', [], withoutToken), refusal('UnrecognizedClientException'));
    const mixed = { ...root, SessionToken: lasting.SessionToken };
    await t.rejects(aws('sts get-caller-identity', [], mixed), refusal('InvalidClientTokenId'));
    const gone = issued(null, arn('path/reader'));
    await t.rejects(aws('kinesis list-streams', [], gone), refusal('AccessDeniedException'), 'a role of another path');
  });

  await t.test('a role that is gone allows nothing, nor does another one of its name', async (t) => {
    await newRole('brief', OURS);
    await allow('brief', ['kinesis:*']);
    const brief = await take('brief');
    await aws('kinesis list-streams', [], brief);
    await aws('iam delete-role-policy --role-name brief --policy-name all');
    await t.rejects(aws('kinesis list-streams', [], brief), refusal('AccessDeniedException'), 'at once');
    await aws('iam delete-role --role-name brief');
    await t.rejects(aws('kinesis list-streams', [], brief), refusal('AccessDeniedException'));
    await newRole('brief', OURS);
    await allow('brief', ['kinesis:*']);
    await t.rejects(aws('kinesis list-streams', [], brief), refusal('AccessDeniedException'));
    await aws('kinesis list-streams', [], await take('brief'));
  });

  await t.test("containers on the rack's network reach the endpoint at their gateway", async (t) => {
    const network = networkName(endpoint.rack);
    const format = ['--format', '{{(index .IPAM.Config 0).Gateway}}'];
    const gateway = (await run('docker', ['network', 'inspect', network, ...format])).stdout.trim();
    const ask = [
      `exec 3<>/dev/tcp/${gateway}/${new URL(url).port}`,
      'printf "POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n" >&3',
      'cat <&3',
    ];
    const label = ['--label', `io.rack.rack=${endpoint.rack}`, '--name', `test-iam2-${process.pid}`];
    const args = ['run', '--rm', ...label, '--network', network, 'rack/debian:bookworm', 'bash', '-c', ask.join('; ')];
    const { stdout } = await run('docker', args);
    // Its connection is kept, for the test that follows.
    t.equal((await fetch(`http://${gateway}:${new URL(url).port}`, { method: 'POST' })).status, 403);
    t.match(stdout, /^HTTP\/1.1 403 .*<Code>MissingAuthenticationToken</s);
  });

  await t.test('the endpoint ends at once, whatever connections are kept', async (t) => {
    t.equal(await endpoint.end('SIGTERM'), 0);
  });
});
