import t from 'tap';
import { suffices } from '../../../../local/elb/haproxy/applied.ts';
import { hostMapCommands, hostMapOf, isMapped, parseHostMap } from '../../../../local/elb/haproxy/host-map.ts';
import type { Condition } from '../../../../local/elb/model.ts';

const host = (...values: string[]): Condition => ({ field: 'host-header', values });
const path = (...values: string[]): Condition => ({ field: 'path-pattern', values });
const rule = (priority: number, ...conditions: Condition[]) => ({ priority, conditions, backend: `b${priority}` });

t.test('exact hosts are looked up, with paths that are exact or end in a wildcard', async (t) => {
  t.ok(isMapped(rule(1, host('a.localhost', 'B.localhost'))));
  t.ok(isMapped(rule(1, host('a.localhost'), path('/x', '/api/*'))));
  t.notOk(isMapped(rule(1, host('*.localhost'))));
  t.notOk(isMapped(rule(1, path('/x'))));
  t.notOk(isMapped(rule(1, host('a.localhost'), path('/*/x'))));
  t.notOk(isMapped(rule(1, host('a.localhost'), path('/x;y'))), 'a semicolon ends a command of the proxy');
  t.notOk(isMapped(rule(1, host('a.localhost'), { field: 'http-request-method', values: ['GET'] })));
});

t.test('a longer key has the first rule of those that begin it', async (t) => {
  const map = hostMapOf([rule(1, host('A.localhost'), path('/api/*')), rule(2, host('a.localhost'))]);
  t.same(Object.fromEntries(map), { 'a.localhost//api/': '1:b1', 'a.localhost/': '2:b2' });
  const covered = hostMapOf([rule(1, host('a.localhost')), rule(2, host('a.localhost'), path('/x'))]);
  t.same(Object.fromEntries(covered), { 'a.localhost/': '1:b1', 'a.localhost//x?': '1:b1' });
});

t.test('keys come before others change, and go last', async (t) => {
  const maps = (entries: Record<string, string>) => new Map([['/m', new Map(Object.entries(entries))]]);
  t.same(hostMapCommands(maps({ a: '1:x', b: '2:y' }), maps({ a: '3:z', c: '1:x' })), [
    'add map /m c 1:x',
    'set map /m a 3:z',
    'del map /m b',
  ]);
  t.same(Object.fromEntries(parseHostMap('0x55d5c67a5d00 a.localhost/ 1:x\n0x7f b//y? 2:y\n\n')), {
    'a.localhost/': '1:x',
    'b//y?': '2:y',
  });
});

t.test('only backends of target groups may be left loaded', async (t) => {
  const config = (...names: string[]) => names.map((name) => `${name}\n  line\n`).join('\n');
  const loaded = config('global', 'frontend f', 'backend tg_1', 'backend answer_1');
  t.ok(suffices(loaded, config('global', 'frontend f', 'backend answer_1')));
  t.notOk(suffices(loaded, config('global', 'frontend f', 'backend tg_1')), 'an answer goes');
  t.notOk(suffices(loaded, config('global', 'backend tg_1', 'backend answer_1')), 'a listener goes');
  t.notOk(suffices(loaded, config('global', 'frontend f', 'backend tg_1', 'backend tg_2', 'backend answer_1')));
});
