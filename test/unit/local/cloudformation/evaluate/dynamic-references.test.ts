import t from 'tap';
import { resolvedIfThere } from '../../../../../local/cloudformation/evaluate/dynamic-references.ts';
import { AwsError } from '../../../../../local/endpoint/service.ts';
import { notNow } from '../../../../../local/endpoint/unavailable.ts';

const properties = { Name: '{{resolve:secretsmanager:web}}' };

t.test('a reference to what is gone stays as it is, one that cannot be looked up for now is waited for', async (t) => {
  const failing = (error: Error) => resolvedIfThere(properties, () => Promise.reject(error));
  t.same(await failing(new AwsError('ResourceNotFoundException', 'It is gone.')), properties);
  await t.rejects(failing(notNow('The disk fails.')), { code: 'ServiceUnavailable' });
  await t.rejects(failing(new TypeError('broken')), TypeError);
});
