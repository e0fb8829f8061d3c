import { runtimeLine } from '../../buildpacks/describe.ts';
import type { Detected } from '../../buildpacks/index.ts';
import type { Plan } from '../../buildpacks/plan.ts';
import type { Source } from '../git/source.ts';
import type { BuildSpec } from '../model/manifest.ts';
import type { Output } from './output.ts';

/** One image that is to be made. */
export interface Unit {
  spec: BuildSpec;
  /** The folder that it is built of. */
  source: Source;
  detected: Detected | OtherImage;
}

/** An image that was built elsewhere. */
export interface OtherImage {
  kind: 'image';
  name: string;
}

/** Tells how an image is made. */
export function tell({ detected, spec }: Unit, output: Output): void {
  const where = spec.directory === undefined ? '' : ` in ${spec.directory}`;
  if (detected.kind === 'image') output.step(`Image ${detected.name} is taken as it is`);
  else if (detected.kind === 'dockerfile') output.step(`${detected.path} found${where}`);
  else tellPlan(detected.plan, where, output);
}

// Private

function tellPlan({ title, because, runtimes, notes }: Plan, where: string, output: Output): void {
  output.step(`${title} app detected${where} (${because})`);
  for (const runtime of runtimes) output.line(runtimeLine(runtime));
  for (const note of notes) output.warn(note);
}
