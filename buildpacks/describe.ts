import type { Plan, Runtime, Step } from './plan.ts';

/** A runtime with the file that asked for it: `Node.js 22.12.0 (.nvmrc: 22)`. */
export function runtimeLine({ title, version, pin }: Runtime): string {
  return `${title} ${version} (${pin.from}${pin.wanted === version ? '' : `: ${pin.wanted}`})`;
}

/** What a plan builds, section by section, for people. */
export function describePlan(plan: Plan): { title: string; lines: string[] }[] {
  return [
    { title: 'Build', lines: [...packagesLines(plan), ...plan.steps.flatMap(stepLines)] },
    { title: 'Image', lines: imageLines(plan) },
  ].filter(({ lines }) => lines.length > 0);
}

// Private

function packagesLines({ packages }: Plan): string[] {
  const { build, run } = packages;
  const line = (what: string, names: readonly string[]) => (names.length > 0 ? [`${what}: ${names.join(', ')}`] : []);
  return [...line('Debian packages to build', build), ...line('Debian packages to build and run', run)];
}

function stepLines({ needs, run, caches }: Step): string[] {
  const reads =
    needs === 'everything' ? ['reads the whole tree'] : needs.length > 0 ? [`reads ${needs.join(', ')}`] : [];
  const keeps = caches.length > 0 ? [`keeps ${caches.join(', ')} from build to build`] : [];
  return [...run, ...[...reads, ...keeps].map((line) => `  ${line}`)];
}

/** Its layers above the base, the lowest first. */
function imageLines({ kept, result, dropped, files = {} }: Plan): string[] {
  const without = dropped.length > 0 ? `, without ${dropped.join(', ')}` : '';
  const top = { tree: ['the tree as it is'], build: [`what the build leaves${without}`], nothing: [] }[result];
  const own = Object.keys(files).map((file) => `${file} of the buildpack`);
  return [...own, ...kept, ...top].map((layer, at) => `${at + 1}. ${layer}`);
}
