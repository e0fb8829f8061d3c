import { findBaseImage } from '../base-image.ts';
import { BASE_IMAGE } from '../config.ts';
import { type Engine, engineVersion } from '../engine.ts';
import { type Check, finding } from './check.ts';

/** Seconds that the engine's clock may differ from ours: log lines and signatures carry times. */
const MOST_SKEW = 5;

/** What the Docker engine must have. */
export function engineChecks(engine: Engine): Check[] {
  return [
    { name: 'engine', look: async () => ({ text: `Docker ${await engineVersion(engine)}` }) },
    { name: 'clock', look: () => clock(engine) },
    { name: 'base image', look: () => baseImage(engine) },
  ];
}

// Private

async function clock(engine: Engine) {
  const { SystemTime } = await engine.info();
  const skew = Math.abs(Date.now() - Date.parse(SystemTime)) / 1000;
  const text = `${new Date().toISOString()}, ${skew.toFixed(1)} s from the engine's`;
  return finding(skew < MOST_SKEW, text, 'Set the clocks right (NTP) and run `rack down` and `rack up`.');
}

async function baseImage(engine: Engine) {
  const origin = await findBaseImage(engine);
  const text = origin ? `${BASE_IMAGE} (${origin})` : `${BASE_IMAGE} is missing or trusts other authorities`;
  return finding(origin !== undefined, text, 'Run `rack up`, which makes it.');
}
