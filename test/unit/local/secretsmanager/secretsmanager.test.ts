import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Input } from '../../../../local/endpoint/service.ts';
import { createSecretsManager } from '../../../../local/secretsmanager/service.ts';
import { openDatabase } from '../../../../local/store/database.ts';
import { newPlace } from '../place.ts';

function newSecrets(config = newPlace()) {
  const database = openDatabase(join(config.home, 'local.db'));
  const { operations } = createSecretsManager({ config, database });
  const call = async (operation: string, input: Input): Promise<Input> => (await operations[operation]?.(input)) ?? {};
  const text = async (rest: Input = {}) => (await call('GetSecretValue', { SecretId: 's', ...rest })).SecretString;
  return { call, text, config, close: () => database.close() };
}

const token = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`;

t.test('labels move with new versions, and AWSPREVIOUS follows AWSCURRENT', async (t) => {
  const { call, text, close } = newSecrets();
  t.teardown(close);
  const { VersionId } = await call('CreateSecret', { Name: 's', SecretString: 'one' });
  await call('PutSecretValue', { SecretId: 's', SecretString: 'two', VersionStages: ['R1', 'AWSCURRENT'] });
  await call('PutSecretValue', { SecretId: 's', SecretString: 'three', VersionStages: ['R2'] });
  t.equal(await text(), 'two');
  t.equal(await text({ VersionStage: 'AWSPREVIOUS' }), 'one');
  t.equal(await text({ VersionStage: 'R2' }), 'three');
  t.equal(await text({ VersionId }), 'one');
  await t.rejects(text({ VersionId, VersionStage: 'R2' }), { code: 'InvalidRequestException' });
  await t.rejects(text({ VersionStage: 'R3' }), { code: 'ResourceNotFoundException' });
  await call('UpdateSecret', { SecretId: 's', SecretString: 'four' });
  t.equal(await text({ VersionStage: 'AWSPREVIOUS' }), 'two');
  t.equal(await text({ VersionStage: 'R1' }), 'two', 'other labels stay');
});

t.test('a request token makes a put repeatable, and refuses another value', async (t) => {
  const { call, close } = newSecrets();
  t.teardown(close);
  await call('CreateSecret', { Name: 's', SecretString: 'one' });
  const put = (SecretString: string) =>
    call('PutSecretValue', { SecretId: 's', SecretString, ClientRequestToken: token(1) });
  t.strictSame(await put('two'), await put('two'));
  await t.rejects(put('three'), { code: 'ResourceExistsException' });
});

t.test('a secret has at most twenty labels; one can be taken away', async (t) => {
  const { call, close } = newSecrets();
  t.teardown(close);
  await call('CreateSecret', { Name: 's', SecretString: 'x', ClientRequestToken: token(0) });
  const put = (n: number) =>
    call('PutSecretValue', {
      SecretId: 's',
      SecretString: `${n}`,
      VersionStages: [`R${n}`],
      ClientRequestToken: token(n),
    });
  for (let n = 1; n <= 19; n++) await put(n);
  await t.rejects(put(20), { code: 'LimitExceededException' });
  const R1 = { SecretId: 's', VersionStage: 'R1' };
  await t.rejects(call('UpdateSecretVersionStage', R1), { code: 'InvalidParameterException' });
  await call('UpdateSecretVersionStage', { ...R1, RemoveFromVersionId: token(1) });
  t.match(await put(20), { VersionStages: ['R20'] });
});

t.test('a deleted secret can be restored until it is gone for good', async (t) => {
  const { call, text, close } = newSecrets();
  t.teardown(close);
  await call('CreateSecret', { Name: 's', SecretString: 'one' });
  await call('DeleteSecret', { SecretId: 's' });
  await t.rejects(text(), { code: 'InvalidRequestException' });
  await t.rejects(call('CreateSecret', { Name: 's' }), { code: 'InvalidRequestException' });
  await call('RestoreSecret', { SecretId: 's' });
  t.equal(await text(), 'one');
  await call('DeleteSecret', { SecretId: 's', ForceDeleteWithoutRecovery: true });
  await t.rejects(text(), { code: 'ResourceNotFoundException' });
  await call('CreateSecret', { Name: 's', SecretString: 'again' });
});

t.test('values are there after a restart, and not readable on disk', async (t) => {
  const first = newSecrets();
  await first.call('CreateSecret', { Name: 's', SecretString: 'a-very-secret-value' });
  first.close();
  t.notOk(readFileSync(join(first.config.home, 'local.db')).includes('a-very-secret-value'));
  t.equal(statSync(join(first.config.home, 'secrets.key')).mode & 0o777, 0o600);
  const second = newSecrets(first.config);
  t.teardown(second.close);
  t.equal(await second.text(), 'a-very-secret-value');
});
