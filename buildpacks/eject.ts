import { dockerfile } from './dockerfile.ts';
import type { Plan } from './plan.ts';
import type { Bases } from './stacks/stack.ts';

/** Where an ejected repository has the buildpack's own files, such as a server's configuration. */
const OWN_FOLDER = '.rack';

const HEADER = `# Builds as a rack would, by plain \`docker build .\` with BuildKit. From now on it is yours: a rack builds by it, and by no
# buildpack any more. What a rack adds to its own builds is not here: variables that the build sees (build-env).
`;

/**
 * The files by which a repository builds itself as its plan would, by path. The bases must be images that everybody can
 * pull. What is `isScript` has to be executable.
 */
export function ejected(plan: Plan, bases: Bases, name: string): { path: string; text: string; isScript: boolean }[] {
  const folders = { tree: '.', own: OWN_FOLDER };
  const body = dockerfile(plan, bases, { cacheScope: name.replace(/[^\w.-]/g, '-'), folders });
  const web = plan.processes.web;
  const ignored = ['.git', 'Dockerfile', '.dockerignore', ...plan.ignored];
  const own = Object.entries(plan.files ?? {});
  return [
    { path: 'Dockerfile', text: `${HEADER}${body}${web ? `CMD ${commandOf(web)}\n` : ''}`, isScript: false },
    { path: '.dockerignore', text: `${ignored.join('\n')}\n`, isScript: false },
    ...own.map(([path, text]) => ({ path: `${OWN_FOLDER}/${path}`, text, isScript: path.startsWith('bin/') })),
  ];
}

// Private

/** A line as it is, where CMD would read it as one; else as the words that such a line stands for. */
function commandOf(line: string): string {
  return /[\r\n]|\\$|^\[/.test(line) ? JSON.stringify(['/bin/sh', '-c', line]) : line;
}
