import t from 'tap';
import { diffOf } from '../../../../server/model/release-diff.ts';
import { release } from '../deploy/fixtures.ts';

const { admin: _, ...processes } = release.processes;
const later = {
  ...release,
  version: 5,
  commit: '9f8e7d6',
  processes: { ...processes, web: { ...processes.web!, memory: 256 } },
  timers: {},
  secrets: ['A', 'B'],
};

t.test('what differs between two releases', async (t) => {
  const diff = diffOf({ release, env: { A: '1', PORT: '2' } }, { release: later, env: { A: '3', B: 'x' } });
  t.match(diff, { from: 'v4', to: 'v5', env: { added: ['B'], removed: ['PORT'], changed: ['A'] } });
  t.notOk(diff.values, 'values are told to those alone who ask');
  const find = (wanted: string) => diff.differences.find(({ what }) => what === wanted);
  t.same(find('commit'), { what: 'commit', before: '1a2b3c4', after: '9f8e7d6' });
  t.same(find('admin'), { what: 'admin', before: 'runs', after: undefined });
  t.same(find('web memory'), { what: 'web memory', before: undefined, after: '256' });
  t.match(find('timer nightly'), {
    before: '0 3 * * 1-5 node clean.js && echo done (as mail-worker)',
    after: undefined,
  });
  t.notOk(find('image'));
});

t.test('values, for those who ask', async (t) => {
  const diff = diffOf({ release, env: { A: '1' } }, { release, env: { B: '' } }, { values: true });
  t.same(diff.values, { A: { before: '1', after: undefined }, B: { before: undefined, after: '' } });
});

t.test('of an environment that was not kept only the names are known', async (t) => {
  const { env } = diffOf({ release, env: undefined }, { release: later, env: { A: '1', B: '2' } });
  t.same(env, { added: ['B'], removed: ['PORT'], changed: undefined });
});
