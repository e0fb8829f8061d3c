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
  await t.rejects(
    resolveSecrets(callAws, { secrets: [{ name: 'X', valueFrom: 'plain' }] }),
    /invalid secret reference/,
  );
});
