import { createServer, type Server, type ServerResponse } from 'node:http';
import { METRICS_TYPE } from '../lib/prometheus.ts';

const STATUS: Record<string, number> = { ok: 200, not_found: 404 };

/** What a program of this machine may be asked. */
interface Answers {
  health(): { status: string };
  /** In Prometheus' text format. */
  metrics(): Promise<string>;
}

/** Answers `GET /health` (503 unless its status is `ok`) and `GET /metrics` on 127.0.0.1. */
export function serveHealth(port: number, { health, metrics }: Answers): Promise<Server> {
  const server = createServer(async ({ method, url }, response) => {
    if (method === 'GET' && url === '/metrics') answer(response, 200, METRICS_TYPE, await metrics());
    else if (method === 'GET' && url === '/health') answerJson(response, health());
    else answerJson(response, { status: 'not_found', message: 'Ask for GET /health or GET /metrics.' });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

// Private

function answerJson(response: ServerResponse, body: { status: string; message?: string }): void {
  answer(response, STATUS[body.status] ?? 503, 'application/json', `${JSON.stringify(body)}\n`);
}

function answer(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'content-type': type });
  response.end(text);
}
