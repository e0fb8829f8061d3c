/**
 * The same calls, by stock clients, to local/ and to a moto_server: they answer the same, or the difference is listed
 * with who is right and how we know. Every answer of local/ is held against botocore's model too.
 */
import t from 'tap';
import { table } from '../../lib/table.ts';
import { EndpointProcess } from '../integration/local/endpoint/endpoint-process.ts';
import { SCENARIOS } from './cases/all.ts';
import { Cloud } from './cloud.ts';
import { differencesBetween, matches } from './compare.ts';
import { DIFFERENCES } from './differences/all.ts';
import { type Difference, type Seen, unknownPlaces, unlisted, vanished } from './differences.ts';
import type { Case, Outcome, Scenario } from './scenario.ts';
import { Boto } from './witness/boto.ts';
import { startMoto } from './witness/moto.ts';

t.test('local/ answers as AWS does', async (t) => {
  const boto = new Boto();
  t.teardown(() => boto.close());
  const endpoint = await EndpointProcess.start({ RACK_AWS_ACCOUNT: '123456789012' });
  t.teardown(() => endpoint.clean());
  const moto = await startMoto();
  t.teardown(moto.stop);
  const local = new Cloud(endpoint.client.endpoint, boto, { judged: true });
  const other = new Cloud(moto.endpoint, boto, { judged: false });
  t.teardown(() => [local, other].map((cloud) => cloud.close()));

  const played = await Promise.all(SCENARIOS.map((scenario) => playBoth(scenario, local, other)));
  for (const { scenario, here, seen } of played) {
    t.test(scenario.service, async (t) => {
      const listed = DIFFERENCES[scenario.service] ?? [];
      t.same(
        scenario.cases.flatMap((each) => surprises(each, here.get(each.title) as Outcome)),
        [],
        'what AWS says',
      );
      t.same(unlisted(seen, listed), [], 'no difference that is not listed');
      t.same(vanished(seen, listed), [], 'no listed difference that is gone');
      t.same(unknownPlaces(scenario, listed), [], 'no list of a case that is not there');
    });
  }
  t.comment(`\n${summary(SCENARIOS)}`);
});

// Private

async function playBoth(scenario: Scenario, local: Cloud, moto: Cloud) {
  const shared = { ...scenario, cases: scenario.cases.filter(({ alone }) => alone === undefined) };
  const [here, there] = await Promise.all([local.play(scenario), moto.play(shared)]);
  const seen: Seen = new Map();
  for (const [title, outcome] of here) {
    const witness = there.get(title);
    seen.set(title, [...outcome.problems, ...(witness ? differencesBetween(outcome, witness) : [])]);
  }
  return { scenario, here, seen };
}

/** Where an outcome at local/ is not what the case says of AWS. */
function surprises(each: Case, { answer, refusal }: Outcome): string[] {
  const told = refusal ? `refused with ${refusal.code}: ${refusal.message}` : `answered ${JSON.stringify(answer)}`;
  const isAsSaid = refusal?.code === each.refused && matches(refusal ?? answer, each.says ?? each.until ?? {});
  return isAsSaid ? [] : [`${each.title} | ${told}`];
}

function summary(scenarios: readonly Scenario[]): string {
  const header = ['service', 'calls', 'refusals', 'at moto too', 'differences', 'local right', 'moto right', 'both'];
  const rows = scenarios.map((each) => [each.service, ...counts(each.cases, DIFFERENCES[each.service] ?? [])]);
  const total = header.slice(1).map((_, column) => rows.reduce((sum, row) => sum + Number(row[column + 1]), 0));
  return table(
    header,
    [...rows, ['all', ...total]].map((row) => row.map(String)),
  );
}

function counts(cases: readonly Case[], listed: readonly Difference[]): number[] {
  const by = (right: string) => listed.filter((each) => each.right === right).length;
  const refusals = cases.filter(({ refused }) => refused !== undefined).length;
  const shared = cases.filter(({ alone }) => alone === undefined).length;
  return [cases.length, refusals, shared, listed.length, by('local'), by('moto'), by('both')];
}
