import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../../../lib/root.ts';
import { inert, remarks } from '../../../../local/cloudformation/handlers/coverage.ts';
import { handlers } from '../../../../local/cloudformation/handlers/table.ts';
import { AWS_OPERATIONS, AWS_REQUESTS } from '../../../../local/coverage/aws-operations.ts';
import { coveragePage } from '../../../../local/docs/page.ts';
import { servicesAtRest } from '../../../../local/docs/services-at-rest.ts';
import { named, operationsOf } from '../../../../local/docs/survey.ts';
import { PROTOCOLS } from '../../../../local/endpoint/dispatch.ts';
import type { Service } from '../../../../local/endpoint/service.ts';
import { signatureOf } from '../../../../local/endpoint/signature.ts';
import type { WireRequest } from '../../../../local/endpoint/wire.ts';

const { services, dispatch, config, close } = servicesAtRest();
t.teardown(close);

t.test('docs/local.md is what the code says: otherwise run `npm run docs`', async (t) => {
  t.equal(readFileSync(join(projectRoot, 'docs', 'local.md'), 'utf8'), coveragePage(services));
});

t.test('what is said of types of resources is said of those that are served, and of their properties', async (t) => {
  const said = [...Object.keys(remarks), ...Object.keys(inert)];
  t.same(
    said.filter((type) => !(type in handlers)),
    [],
  );
  for (const [type, words] of Object.entries(remarks)) {
    const properties = words.flatMap((text) => [...text.matchAll(/^`(\w+)`/g)].map(([, name]) => name as string));
    t.same(
      properties.filter((name) => !handlers[type]?.serves.includes(name)),
      [],
      type,
    );
  }
});

for (const service of services) {
  const { signingName, operations, coverage } = service;

  t.test(`${signingName} says what it serves`, async (t) => {
    t.ok(coverage, 'in a coverage.ts of its own');
    t.ok(Object.hasOwn(AWS_OPERATIONS, signingName), 'and AWS has it: otherwise run scripts/aws-operations.py');
    const known = new Set<string>(AWS_OPERATIONS[signingName as keyof typeof AWS_OPERATIONS]);
    t.same(
      Object.keys(operations).filter((name) => !known.has(name)),
      [],
      'AWS has what is served',
    );
    const served = [...Object.keys(coverage?.partial ?? {}), ...Object.keys(coverage?.inert ?? {})];
    t.same(
      served.filter((name) => !Object.hasOwn(operations, name)),
      [],
      'what is said to be served is',
    );
    const all = named(coverage ?? {});
    t.same(
      all.filter((name, at) => all.indexOf(name) !== at),
      [],
      'nothing is said twice',
    );
  });

  t.test(`${signingName} refuses what it does not serve`, async (t) => {
    const { read, refusals } = PROTOCOLS[service.protocol];
    const code = refusals['unknown-operation'].code;
    const wrong: string[] = [];
    for (const { name, level, words } of operationsOf(service)) {
      const request = requestFor(service, name);
      if (level !== 'refused' && read(request, service).operation !== name) wrong.push(`${name} is not found`);
      if (level !== 'refused') continue;
      const { status, body } = await dispatch(signed(request, signingName));
      // What is refused in words of its own has an error of its own, and every protocol another place for it.
      const isRefused = status >= 400 && (words.length > 0 || body.toString().includes(code));
      if (!isRefused) wrong.push(`${name} answers ${status} ${body}`);
    }
    t.same(wrong, []);
  });
}

// Private

function requestFor({ signingName, protocol, target, version }: Service, operation: string): WireRequest {
  const rest = AWS_REQUESTS[signingName]?.[operation];
  if (rest) return restRequest(rest);
  const post = { method: 'POST', path: '/', query: '' };
  if (protocol === 'json') return { ...post, headers: { 'x-amz-target': `${target}.${operation}` }, body: bytes('{}') };
  return { ...post, headers: {}, body: bytes(`Action=${operation}&Version=${version}`) };
}

/** `PUT /{Bucket}/{Key+}?tagging x-amz-…`, with something in the place of each member. */
function restRequest(request: string): WireRequest {
  const [method = '', uri = '', ...names] = request.split(' ');
  const [path = '', query = ''] = uri.replace(/\{.+?\}/g, 'some').split('?');
  const headers = Object.fromEntries(names.map((name) => [name.toLowerCase(), 'some']));
  return { method, path, query, headers, body: bytes('') };
}

function signed(request: WireRequest, service: string): WireRequest {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = { date: time.slice(0, 8), region: config.region, service, signedHeaders: ['host', 'x-amz-date'] };
  const dated = { ...request, headers: { ...request.headers, host: 'localhost', 'x-amz-date': time } };
  const { date, region, signedHeaders } = scope;
  const credential = `${config.accessKeyId}/${date}/${region}/${service}/aws4_request`;
  const signature = signatureOf(config.secretAccessKey, dated, scope).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return { ...dated, headers: { ...dated.headers, authorization } };
}

function bytes(text: string): Buffer {
  return Buffer.from(text);
}
