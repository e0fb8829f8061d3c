/**
 * Tells the stories of stacks one by one while the endpoint is killed at random moments, and holds what there is in the
 * end against the same story told in peace.
 *
 *     npm run soak:stacks -- --runs 200 --seed 1 [--story name]
 *
 * A run's story and kills are decided by its seed, so `--runs 1 --seed <seed>` does it again.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { messageOf } from '../../lib/failure.ts';
import { DisturbedEndpoint, type Kill } from './endpoint.ts';
import { killsOf, randomOf } from './kills.ts';
import { differences, type Outcome, orphans, perform } from './run.ts';
import { STORIES } from './stories/all.ts';
import type { Story } from './story.ts';

const RACK = `test-soak-${process.pid}`;

interface Peace {
  outcome: Outcome;
  ms: number;
}

class Soak {
  private endpoint: DisturbedEndpoint | undefined;
  private readonly peace = new Map<string, Peace>();
  private failed = 0;
  private deaths = 0;

  async run(seeds: number[], stories: readonly Story[]): Promise<number> {
    for (const seed of seeds) await this.one(seed, stories[seed % stories.length] as Story);
    await this.endpoint?.discard();
    console.log(`${seeds.length} runs, ${this.deaths} kills, ${this.failed} failed`);
    return this.failed;
  }

  // Private

  private async one(seed: number, story: Story): Promise<void> {
    let kills: Kill[] = [];
    const began = Date.now();
    try {
      const { outcome: wanted, ms } = await this.inPeace(story);
      kills = killsOf(randomOf(seed), { moments: wanted.moments, ms });
      const found = await perform(await this.open(), [story], kills, wanted);
      this.deaths += found.deaths;
      this.verdict(seed, story, kills, differences(wanted, found), Date.now() - began);
    } catch (error) {
      this.verdict(seed, story, kills, [messageOf(error)], Date.now() - began);
    }
  }

  private async inPeace(story: Story): Promise<Peace> {
    const known = this.peace.get(story.name);
    if (known) return known;
    const endpoint = await this.open();
    const began = Date.now();
    const outcome = await perform(endpoint, [story]);
    if (orphans(outcome).length > 0) throw new Error(`left in peace already: ${orphans(outcome).join('\n')}`);
    const peace = { outcome, ms: Date.now() - began };
    this.peace.set(story.name, peace);
    console.log(`in peace: ${story.name} (${outcome.moments} moments, ${peace.ms} ms)`);
    return peace;
  }

  private async open(): Promise<DisturbedEndpoint> {
    this.endpoint ??= await DisturbedEndpoint.open(RACK);
    return this.endpoint;
  }

  private verdict(seed: number, story: Story, kills: Kill[], wrong: string[], ms: number): void {
    const what = `${story.name} (seed ${seed}, ${JSON.stringify(kills)}, ${ms} ms)`;
    console.log(wrong.length === 0 ? `ok ${what}` : `NOT OK ${what}\n  ${wrong.join('\n  ')}`);
    if (wrong.length === 0 || !this.endpoint) return;
    this.failed += 1;
    const lines = readFileSync(this.endpoint.log, 'utf8').trim().split('\n');
    console.log(`  --- ${this.endpoint.log}\n  ${lines.slice(-12).join('\n  ')}`);
    // What went wrong must not go on into the next run.
    void this.endpoint.clean();
    this.endpoint = undefined;
  }
}

const { values } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' }, story: { type: 'string' } },
});
const first = Number(values.seed ?? Date.now() % 1_000_000);
const seeds = Array.from({ length: Number(values.runs ?? 200) }, (_, index) => first + index);
const stories = STORIES.filter(({ name }) => !values.story || name === values.story);
process.exitCode = (await new Soak().run(seeds, stories)) > 0 ? 1 : 0;
