import t from 'tap';
import { DisturbedEndpoint, type Kill } from './endpoint.ts';
import { randomOf } from './kills.ts';
import { differences, orphans, perform } from './run.ts';
import { STORIES } from './stories/all.ts';

/** The soak (`npm run soak:stacks`) takes others. */
const SEED = 4;
const KILLS = 3;

/** Kills that lie about evenly in what the stories do together. */
function spread(moments: number): Kill[] {
  const random = randomOf(SEED);
  return Array.from({ length: KILLS }, () => ({ after: Math.ceil((moments / (KILLS + 1)) * (0.5 + random())) }));
}

t.test('stacks end as they would have, though the process is killed', async (t) => {
  const endpoint = await DisturbedEndpoint.open(`test-stacks-${process.pid}`);
  t.teardown(() => endpoint.discard());
  const peace = await perform(endpoint, STORIES);
  t.same(orphans(peace), [], 'in peace nothing is left');
  const kills = spread(peace.moments);
  t.comment(`${peace.moments} moments in ${peace.took} ms, killed at ${JSON.stringify(kills)}`);
  const disturbed = await perform(endpoint, STORIES, kills, peace);
  t.comment(`killed ${disturbed.deaths} times, in ${disturbed.took} ms`);
  t.equal(disturbed.deaths, KILLS);
  const wrong = differences(peace, disturbed);
  for (const { name, about } of STORIES) t.same(ofStory(wrong, name), [], `${name}: ${about}`);
  t.same(wrong, [], 'nothing else differs');
});

const ofStory = (lines: string[], name: string) => lines.filter((line) => line.includes(`RUN-${name}-`));
