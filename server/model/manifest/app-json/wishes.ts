import { nearest } from '../../../../lib/nearest.ts';
import { WEB } from '../../formation.ts';
import type { ProcessSpec } from '../../manifest.ts';
import type { ManifestFile } from '../manifest-file.ts';
import type { AppJson } from './app-json.ts';
import type { ProcessWish } from './process-wish.ts';

type Processes = Readonly<Record<string, ProcessSpec>>;

/** The processes with what app.json says of them; what they say themselves holds. */
export function withWishes(processes: Processes, { file, processes: wishes }: AppJson): Record<string, ProcessSpec> {
  const all = { ...processes };
  for (const [type, wish] of wishes) {
    if (Object.hasOwn(processes, type))
      all[type] = { ...fitting(type, processes[type]!, wish, file), ...processes[type]! };
    else noteUnknown(type, wish, Object.keys(processes), file);
  }
  return all;
}

// Private

function noteUnknown(type: string, { line, spec }: ProcessWish, types: readonly string[], file: ManifestFile): void {
  if (spec.count === 0) return;
  const near = nearest(type, types);
  file.note(line, `There is no process ${type}${near ? `; did you mean ${near}?` : '.'}`);
}

/** A load balancer asks only those that listen. */
function fitting(
  type: string,
  { port }: ProcessSpec,
  { line, spec }: ProcessWish,
  file: ManifestFile,
): ProcessWish['spec'] {
  if (!spec.health || type === WEB || port !== undefined) return spec;
  file.note(line, `${type} has no port, so its check of ${spec.health.path} is not done.`);
  const { health, ...rest } = spec;
  return rest;
}
