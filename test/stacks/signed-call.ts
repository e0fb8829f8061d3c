import { createHash, createHmac } from 'node:crypto';

/** Where the endpoint is and who calls it. */
export interface Caller {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/** A request in a service's own protocol. */
export interface Call {
  service: string;
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** The answer of a service for which there is no client here: the call is signed by hand (Signature Version 4). */
export async function signedCall(caller: Caller, call: Call): Promise<{ status: number; text: string }> {
  const { method = 'POST', path = '/', body = '' } = call;
  const headers: Record<string, string> = {
    ...call.headers,
    host: new URL(caller.endpoint).host,
    'x-amz-date': new Date().toISOString().replace(/-|:|\.\d+/g, ''),
  };
  headers.authorization = authorization(caller, { ...call, method, path, body, headers });
  const { host: _, ...sent } = headers;
  const answer = await fetch(`${caller.endpoint}${path}`, { method, headers: sent, ...(body !== '' && { body }) });
  return { status: answer.status, text: await answer.text() };
}

// Private

function authorization({ region, credentials }: Caller, call: Required<Call>): string {
  const { service, headers } = call;
  const time = headers['x-amz-date'] as string;
  const scope = [time.slice(0, 8), region, service, 'aws4_request'];
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const { pathname, searchParams } = new URL(call.path, 'http://endpoint');
  const request = [call.method, pathname, `${searchParams}`, lines, names.join(';'), sha256(call.body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request)].join('\n');
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, text).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope.join('/')}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
