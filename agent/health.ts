import { createServer, type Server } from 'node:http';

const STATUS: Record<string, number> = { ok: 200, not_found: 404 };

/** Answers `GET /health` on 127.0.0.1 with what `look` says: 503 unless its status is `ok`. */
export function serveHealth(port: number, look: () => { status: string }): Promise<Server> {
  const server = createServer((request, response) => {
    const isKnown = request.url === '/health' && request.method === 'GET';
    const body = isKnown ? look() : { status: 'not_found', message: 'Ask for GET /health.' };
    response.writeHead(STATUS[body.status] ?? 503, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(body)}\n`);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
