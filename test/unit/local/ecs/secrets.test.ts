import t from 'tap';
import { resolveSecrets } from '../../../../local/ecs/secrets.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:rack/r/app-AbCdEf';

t.test('secrets of a container', async (t) => {
  const asked: object[] = [];
  const callAws = async (_service: string, _operation: string, input: object) => {
    asked.push(input);
    return { SecretString: JSON.stringify({ KEY: 'a:b "c"\n', OTHER: '' }) };
  };
  const secrets = [
    { name: 'KEY', valueFrom: `${ARN}:KEY:R1:` },
    { name: 'OTHER', valueFrom: `${ARN}:OTHER:R1:` },
  ];
  t.same(await resolveSecrets(callAws, { secrets }), { KEY: 'a:b "c"\n', OTHER: '' });
  t.same(asked, [{ SecretId: ARN, VersionStage: 'R1' }], 'one call for one version');
  const missing = { secrets: [{ name: 'X', valueFrom: `${ARN}:X::` }] };
  await t.rejects(resolveSecrets(callAws, missing), /did not contain json key X/);
  const other = { secrets: [{ name: 'X', valueFrom: 'arn:aws:s3:::bucket' }] };
  await t.rejects(resolveSecrets(callAws, other), /invalid secret reference/);
});

t.test('secrets in Parameter Store', async (t) => {
  const values: Record<string, string> = { '/app/key': 'deep', plain: 'flat' };
  const callAws = async (_service: string, _operation: string, { Names }: { Names?: string[] }) => ({
    Parameters: (Names ?? []).flatMap((Name) => (values[Name] ? [{ Name, Value: values[Name] }] : [])),
  });
  const parameters = 'arn:aws:ssm:eu-west-1:000000000000:parameter';
  const resolve = (valueFrom: string) => resolveSecrets(callAws, { secrets: [{ name: 'X', valueFrom }] });
  t.same(await resolve('plain'), { X: 'flat' }, 'by name');
  t.same(await resolve(`${parameters}/app/key`), { X: 'deep' }, 'by ARN');
  t.same(await resolve(`${parameters}/plain`), { X: 'flat' });
  await t.rejects(resolve('/none'), /unable to retrieve secrets from ssm: invalid ssm parameters: \/none$/);
});
