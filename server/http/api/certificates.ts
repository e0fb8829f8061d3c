import type { CertificateInfo } from '../../apps/certificate-info.ts';
import { SILENCE } from '../../deploy/output.ts';
import { type Route, route } from '../routes.ts';
import { listOf, shape, text, time } from '../schema.ts';

const CERTIFICATE = shape(
  'Certificate',
  {
    id: text('Its id'),
    arn: text('Its name in AWS'),
    domain: text('Its main host'),
    domains: listOf(text('A host that it is for')),
    expiration: time('When it expires'),
    status: text('issued, pending_validation, expired, …'),
    app: text('The app for whose hosts it is presented'),
  },
  ['expiration', 'app'],
);

export const certificates: Route = {
  method: 'GET',
  path: '/certificates',
  summary: 'Lists certificates',
  on: 'rack',
  role: 'read',
  answers: listOf(CERTIFICATE),
  run: async ({ rack, actor }) => {
    const all = (await rack.certificates.list(actor)).map(view);
    return all.sort((one, other) => one.id.localeCompare(other.id, 'en'));
  },
};

export const importCertificate = route({
  method: 'POST',
  path: '/certificates',
  summary: 'Keeps a certificate for the rack',
  on: 'rack',
  role: 'admin',
  params: {
    pub: { type: 'text', what: 'the certificate as PEM; its chain may follow', required: true, most: 65_536 },
    key: { type: 'text', what: 'its private key as PEM', required: true, most: 65_536 },
    chain: { type: 'text', what: 'the chain of its issuer as PEM', most: 65_536 },
  },
  answers: CERTIFICATE,
  run: async ({ rack, actor, given: { pub, key, chain = '' } }) =>
    view(await rack.certificates.import([pub, chain, key].join('\n'), actor)),
});

export const generateCertificate = route({
  method: 'POST',
  path: '/certificates/generate',
  summary: 'Makes a certificate that vouches for itself',
  on: 'rack',
  role: 'admin',
  params: { domains: { type: 'list', what: 'for which hosts', required: true } },
  answers: CERTIFICATE,
  run: async ({ rack, actor, given: { domains } }) => view(await rack.certificates.generate(domains, actor)),
});

export const removeCertificate: Route = {
  method: 'DELETE',
  path: '/certificates/{certificate}',
  summary: 'Deletes a certificate; where an app has it, it is presented no more',
  on: 'rack',
  role: 'deploy',
  async run({ rack, actor, path }) {
    const remove = (signal: AbortSignal) =>
      rack.certificates.remove(path.certificate as string, { actor, signal, output: SILENCE });
    await rack.background.soon({ app: '', doing: undefined, actor }, remove);
  },
};

// Private

function view({ id, arn, domains, expires, status, app }: CertificateInfo) {
  return { id, arn, domain: domains[0] ?? '', domains, expiration: expires, status, app };
}
