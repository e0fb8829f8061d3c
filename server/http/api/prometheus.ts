import { METRICS_TYPE } from '../../../lib/prometheus.ts';
import type { Route } from '../routes.ts';
import { text } from '../schema.ts';

export const prometheus: Route = {
  method: 'GET',
  path: '/metrics',
  summary: "What the rack and its apps take, in Prometheus' text format",
  on: 'rack',
  role: 'read',
  answers: text('Metrics, version 0.0.4'),
  answersIn: 'text/plain',
  async run({ rack, actor, reply }) {
    reply.send(200, { 'content-type': METRICS_TYPE }, rack.exposition.text(actor));
  },
};
