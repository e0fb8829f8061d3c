import t from 'tap';
import { explained } from '../../../../cli/install/refusal.ts';
import { Failure } from '../../../../lib/failure.ts';

t.test('what AWS refuses is a sentence with a way on', async (t) => {
  const cases: [string, RegExp, RegExp][] = [
    ['CredentialsProviderError', /^No AWS credentials were found: m$/, /AWS_PROFILE/],
    ['ExpiredToken', /session has expired/, /aws sso login/],
    ['InvalidClientTokenId', /^AWS does not accept these credentials: m$/, /get-caller-identity/],
    ['AccessDenied', /^AWS denies it: m$/, /Who may install/],
    ['UnauthorizedOperation', /^AWS denies it: m$/, /Who may install/],
    ['Throttling', /asks for patience/, /in a minute/],
  ];
  for (const [name, message, hint] of cases)
    await t.rejects(refused(name), { code: 'aws_refused', message, hint }, name);
  await t.rejects(refused('ValidationError'), { code: 'aws_refused', message: 'AWS refused: ValidationError: m' });
});

t.test('a line that is down is not a refusal', async (t) => {
  for (const code of ['ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET'])
    await t.rejects(refused('Error', { code }), { code: 'aws_unreachable', message: 'AWS cannot be reached: m' }, code);
  await t.rejects(refused('TimeoutError'), { code: 'aws_unreachable' });
});

t.test('errors of the machine are not blamed on AWS', async (t) => {
  const error = Object.assign(new Error('no such file'), { code: 'ENOENT' });
  await t.rejects(
    explained(() => Promise.reject(error)),
    error,
  );
});

t.test('failures stay as they are, and a wait that was cut off tells why', async (t) => {
  const failure = new Failure('interrupted', 'Stopped.');
  await t.rejects(
    explained(() => Promise.reject(failure)),
    { code: 'interrupted' },
  );
  const aborted = Object.assign(new Error('The operation was aborted', { cause: failure }), { name: 'AbortError' });
  await t.rejects(
    explained(() => Promise.reject(aborted)),
    { code: 'interrupted' },
  );
  t.equal(await explained(async () => 1), 1);
});

function refused(name: string, more: object = {}): Promise<void> {
  const error = Object.assign(new Error('m'), { name, $metadata: {}, ...more });
  return explained(() => Promise.reject(error));
}
