import type { Release } from '../../../../server/model/release.ts';

export const rules = {
  priorities: { web: 10_003, admin: 10_005 },
  first: { web: [], admin: ['admin.example.com'] },
  more: [],
  numbers: [3, 5],
};

export const release: Release = {
  id: 'RABCDEFGHI',
  app: 'hello',
  version: 4,
  commit: '1a2b3c4',
  build: 'BABCDEFGHI',
  origin: { kind: 'commit' },
  image: `registry/r/hello@sha256:${'a'.repeat(64)}`,
  processes: {
    web: { command: 'node server.js', port: 3000 },
    admin: {
      command: 'node admin.js',
      image: `registry/r/hello@sha256:${'b'.repeat(64)}`,
      port: 8080,
      cpu: 256,
      memory: 96,
      health: { path: '/health', interval: 20, timeout: 10, grace: 120 },
      domains: ['admin.example.com'],
      sticky: true,
      stopGrace: 90,
      deployment: { minimum: 0, maximum: 100 },
      env: { MODE: 'admin', A: 'set by people', PORT: '1' },
      sees: ['A'],
    },
    'mail-worker': {
      command: null,
      count: 2,
      memory: 256,
      healthCommand: { test: ['CMD-SHELL', 'test -f /tmp/alive'], interval: 1, retries: 2 },
    },
  },
  phases: { release: 'node migrate.js' },
  timers: { nightly: { schedule: '0 3 * * 1-5', command: 'node clean.js && echo done', process: 'mail-worker' } },
  variables: {},
  secrets: ['A', 'PORT'],
  createdAt: '',
  createdBy: 'ann',
  state: 'created',
  description: '',
};
