import t from 'tap';
import { Launch, type LaunchDeps } from '../../../../server/deploy/launch.ts';
import { release } from './fixtures.ts';

const unasked = () => {
  throw new Error('This is not reached.');
};

t.test('what an image says of itself is not filled in by CloudFormation either', async (t) => {
  const launch = new Launch({ releases: { live: unasked } } as unknown as LaunchDeps, unasked);
  const healthCommand = { test: ['CMD-SHELL', 'echo {{resolve:secretsmanager:rack/r/shop:SecretString:KEY}}'] };
  const made = { ...release, processes: { web: { command: null, port: 3000, healthCommand } } };
  const input = { app: {}, developer: 'ann', description: '', env: {}, made } as unknown as Parameters<
    Launch['make']
  >[0];
  t.throws(() => launch.make(input), { code: 'dynamic_reference' });
});
