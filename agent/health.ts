import { createServer, type Server } from 'node:http';

/** Answers `GET /health` on 127.0.0.1 with what `look` says. */
export function serveHealth(port: number, look: () => object): Promise<Server> {
  const server = createServer((request, response) => {
    const isKnown = request.url === '/health' && request.method === 'GET';
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(isKnown ? look() : { error: 'not_found', message: 'Ask for GET /health.' })}\n`);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
