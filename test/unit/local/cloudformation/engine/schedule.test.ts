import t from 'tap';
import { changeBetween } from '../../../../../local/cloudformation/engine/diff.ts';
import { findCycle, reversed, subgraph } from '../../../../../local/cloudformation/engine/graph.ts';
import { generatedName } from '../../../../../local/cloudformation/engine/names.ts';
import { schedule } from '../../../../../local/cloudformation/engine/schedule.ts';
import type { Handler } from '../../../../../local/cloudformation/handlers/handler.ts';

const graph = new Map([
  ['a', new Set<string>()],
  ['b', new Set<string>()],
  ['c', new Set(['a', 'b'])],
  ['d', new Set(['c'])],
]);

t.test('work starts when what it waits for is done, and not after a failure', async (t) => {
  const log: string[] = [];
  const work = (failing: string) => async (id: string) => {
    log.push(`+${id}`);
    await null;
    log.push(`-${id}`);
    return id !== failing;
  };
  t.same(await schedule(graph, work('')), []);
  t.same(log.splice(0), ['+a', '+b', '-a', '-b', '+c', '-c', '+d', '-d']);
  t.same(await schedule(graph, work('c')), ['c']);
  t.notOk(log.splice(0).includes('+d'));
  t.same(await schedule(reversed(graph), work('')), []);
  t.equal(log[0], '+d');
  t.same(await schedule(graph, work(''), AbortSignal.abort()), []);
});

t.test('circles are found', async (t) => {
  t.equal(findCycle(graph), undefined);
  t.same(findCycle(new Map([...graph, ['a', new Set(['d'])]])), ['a', 'c', 'd']);
  t.same([...(subgraph(graph, ['c', 'a']).get('c') as Set<string>)], ['a']);
});

t.test('what changed decides between update and replacement; texts equal numbers', async (t) => {
  const handler = { replacedBy: ['Name'], update: async () => ({}) } as unknown as Handler;
  t.equal(changeBetween({ Port: 80, Tags: { a: 1, b: 2 } }, { Tags: { b: '2', a: '1' }, Port: '80' }, handler), 'none');
  t.equal(changeBetween({ Port: 80 }, { Port: 81 }, handler), 'update');
  t.equal(changeBetween({ Name: 'a' }, {}, handler), 'replace');
  t.equal(changeBetween({ Port: 80 }, {}, { ...handler, replacedBy: ['*'] }), 'replace');
});

t.test('generated names are stable and fit', async (t) => {
  const name = generatedName('rack-with-a-rather-long-name', 'WebTargetGroup', 'seed', 32);
  t.equal(name, generatedName('rack-with-a-rather-long-name', 'WebTargetGroup', 'seed', 32));
  t.ok(name.length <= 32);
  t.match(generatedName('app', 'Logs', 'seed'), /^app-Logs-[A-Z0-9]{12}$/);
});
