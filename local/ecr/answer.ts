import type { ServerResponse } from 'node:http';

/** A refusal in the words of the registry's HTTP API, which Docker clients print. */
export function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  // What the client still sends is not read: the connection cannot be used for another request.
  response.setHeader('connection', 'close');
  answerJson(response, status, { errors: [{ code, message }] });
}

export function askForCredentials(response: ServerResponse): void {
  response.setHeader('www-authenticate', 'Basic realm="rack"');
  refuse(response, 401, 'UNAUTHORIZED', 'authentication required: GetAuthorizationToken answers the password');
}

export function answerJson(response: ServerResponse, status: number, body: object): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'docker-distribution-api-version': 'registry/2.0',
  });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}
