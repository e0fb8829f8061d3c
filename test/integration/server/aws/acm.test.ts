import { ACMClient } from '@aws-sdk/client-acm';
import t from 'tap';
import { Acm } from '../../../../server/aws/acm.ts';
import { readCertificate } from '../../../../server/model/certificate.ts';
import { selfSigned } from '../../../../server/model/self-signed.ts';
import { EndpointProcess } from '../../local/endpoint/endpoint-process.ts';

t.test('certificates are kept, listed and deleted by Certificate Manager, and what it refuses is told', async (t) => {
  const endpoint = await EndpointProcess.start();
  const client = new ACMClient(endpoint.client);
  t.teardown(async () => {
    client.destroy();
    await endpoint.clean();
  });
  const acm = new Acm(client);
  const made = readCertificate(selfSigned(['www.example.com', '*.example.org']));
  const arn = await acm.import(made, { rack: 'test', app: 'shop' });
  t.match(await acm.list(), [{ arn, status: 'ISSUED', isIssued: false, expires: made.expires }]);
  t.same((await acm.list())[0]?.names.slice(0, 2), ['www.example.com', '*.example.org']);
  t.same(await acm.records(arn), []);
  const refused = { code: 'certificate_refused', message: /^AWS refuses it: / };
  await t.rejects(acm.request(['www.example.com'], { rack: 'test' }), refused);
  const { key } = readCertificate(selfSigned(['www.example.com']));
  await t.rejects(acm.import({ ...made, key }, { rack: 'test' }), refused);
  await acm.delete(arn);
  await acm.delete(arn);
  t.same(await acm.list(), []);
});
