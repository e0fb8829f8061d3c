import t from 'tap';
import { type AdmissionDeps, admit, type Wish } from '../../../../server/deploy/admission.ts';

const app = { name: 'shop', createdAt: '', createdBy: 'ann', settings: {}, priority: 1 };

/** A rack with room for one more rule, a machine of 4000 MiB, and an app `admin--shop` from before. */
function rack(more: Partial<AdmissionDeps> = {}) {
  const asked: string[] = [];
  const deps: AdmissionDeps = {
    settings: { listener: 'arn', domain: 'apps.example.com' },
    balancer: { usage: async () => [{ what: 'rules', carried: 99, most: 100, quota: 'Rules' }] },
    cluster: {
      largestMachine: async () => {
        asked.push('machines');
        return { cpu: 2048, memory: 4000 };
      },
    },
    apps: { find: (name) => (name === 'admin--shop' ? { ...app, name } : undefined) },
    domains: {
      claim: (_, names) => names.filter((name) => name === 'taken.test').map((name) => ({ name, app: 'blog' })),
    },
    ...more,
  };
  const wish = (processes: Wish['processes'], timers = {}) => admit(deps, { app, processes, timers, live: undefined });
  return { wish, asked };
}

t.test('what can run is let in; machines are asked for only when somebody says a size', async (t) => {
  const { wish, asked } = rack();
  await wish({ web: { command: null, domains: ['shop.test'] }, worker: { command: 'work' } });
  t.same(asked, []);
  await wish({ worker: { command: 'work', memory: 4000 } });
  t.same(asked, ['machines']);
  const empty = rack({ cluster: { largestMachine: async () => undefined } });
  await t.resolves(empty.wish({ worker: { command: 'work', memory: 9000 } }), 'machines come when they are needed');
});

t.test('what can run nowhere is refused before it is built', async (t) => {
  const { wish } = rack();
  const web = { command: null };
  const timer = { schedule: '0 3 * * *', command: 'clean', process: 'web' };
  const refused: [Wish['processes'], Wish['timers'], string][] = [
    [{ web, big: { command: 'x', memory: 5000 } }, {}, 'too_large_for_rack'],
    [{ web, api: { command: 'x', port: 80 } }, {}, 'router_full'],
    [{ web: { command: null, domains: ['taken.test'] } }, {}, 'domain_taken'],
    [{ admin: { command: 'x', port: 80 } }, {}, 'domain_taken'],
    [{ web: { command: null, domains: ['rack.apps.example.com'] } }, {}, 'bad_host'],
    [{ worker: { command: 'x', domains: ['a.test'] } }, {}, 'bad_host'],
    [{ web }, { web: timer }, 'bad_name'],
    [{ web: { command: 'x', health: { path: 'up' } } }, {}, 'bad_health'],
    [{ web: { command: 'x', count: -1 } }, {}, 'bad_size'],
    [{ web: { command: 'echo {{resolve:secretsmanager:rack/r/blog}}' } }, {}, 'dynamic_reference'],
    [{ web: { command: null, env: { A: '{{resolve:ssm:/x}}' } } }, {}, 'dynamic_reference'],
    [{ web }, { nightly: { ...timer, command: '{{resolve:ssm:/x}}' } }, 'dynamic_reference'],
  ];
  for (const [processes, timers, code] of refused)
    await t.rejects(wish(processes, timers), { code, blame: 'user' }, `${JSON.stringify(processes)}: ${code}`);
});
