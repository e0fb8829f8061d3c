import type { App } from '../../../../server/model/app.ts';
import type { Release } from '../../../../server/model/release.ts';

export const app: App = { name: 'hello', createdAt: '', createdBy: 'ann', settings: {}, priority: 3 };

export const release: Release = {
  id: 'RABCDEFGHI',
  app: 'hello',
  version: 4,
  commit: '1a2b3c4',
  origin: { kind: 'commit' },
  image: `registry/r/hello@sha256:${'a'.repeat(64)}`,
  processes: { web: 'node server.js', 'mail-worker': null, release: 'node migrate.js' },
  port: 3000,
  secrets: ['A', 'PORT'],
  createdAt: '',
  createdBy: 'ann',
  state: 'created',
  description: '',
};
