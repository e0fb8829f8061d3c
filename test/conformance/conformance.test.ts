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
import { MOTO_ACCOUNT, startMoto } from './witness/moto.ts';

// moto loads its services at their first call, which takes its time on a busy machine.
t.setTimeout(300_000);

const boto = new Boto();
t.teardown(() => boto.close());
const [endpoint, moto] = await Promise.all([EndpointProcess.start({ RACK_AWS_ACCOUNT: MOTO_ACCOUNT }), startMoto()]);
t.teardown(() => Promise.all([endpoint.clean(), moto.stop()]));
const clouds = {
  local: new Cloud(endpoint.client.endpoint, boto, { judged: true }),
  moto: new Cloud(moto.endpoint, boto, { judged: false }),
};
t.teardown(() => Object.values(clouds).map((cloud) => cloud.close()));

for (const { scenario, here, seen } of await Promise.all(SCENARIOS.map(playBoth))) {
  t.test(`${scenario.service} at local/ answers as AWS does`, async (t) => {
    const listed = DIFFERENCES[scenario.service] ?? [];
    t.same(surprises(scenario, here), [], 'what AWS says');
    t.same(unlisted(seen, listed), [], 'no difference that is not listed');
    t.same(vanished(seen, listed), [], 'no listed difference that is gone');
    t.same(unknownPlaces(scenario, listed), [], 'no list of a case that is not there');
  });
}

for (const line of summary(SCENARIOS).split('\n')) t.comment(line);

// Private

async function playBoth(scenario: Scenario) {
  const shared = { ...scenario, cases: scenario.cases.filter(({ alone }) => alone === undefined) };
  const [here, there] = await Promise.all([clouds.local.play(scenario), clouds.moto.play(shared)]);
  const seen: Seen = new Map();
  for (const [title, outcome] of here) {
    const witness = there.get(title);
    seen.set(title, [...outcome.problems, ...(witness ? differencesBetween(outcome, witness) : [])]);
  }
  return { scenario, here, seen };
}

/** Where the outcomes at local/ are not what the cases say of AWS. */
function surprises({ cases }: Scenario, here: Map<string, Outcome>): string[] {
  return cases.flatMap(({ title, refused, says, until }) => {
    const { answer, refusal } = here.get(title) as Outcome;
    if (refusal?.code === refused && matches(refusal ?? answer, says ?? until ?? {})) return [];
    return [`${title} | ${JSON.stringify(refusal ?? answer)}`];
  });
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
