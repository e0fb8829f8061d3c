import { Failure } from '../lib/failure.ts';
import { serve } from './nginx/serve.ts';
import type { Site } from './nginx/site.ts';
import type { Buildpack, Plan, Surroundings, Tree } from './plan.ts';
import { siteOf } from './static/site.ts';
import { STANDARD_ROOT } from './static/static-json.ts';
import { parseStaticfile } from './static/staticfile.ts';

/** Static sites: a static.json or Staticfile, or an index.html where people keep it. Served by nginx. */
export const staticSite: Buildpack = {
  language: 'static',
  title: 'Static site',
  detect: (files) => ['static.json', 'Staticfile', '.static', ...INDEXES].find((file) => files.has(file)),
  plan,
};

// Private

/** The folders that are served when they have an index.html, the first that does. */
const ROOTS = ['', 'public', 'dist', STANDARD_ROOT, 'build', '_site', 'www'];
const indexOf = (root: string) => (root === '' ? 'index.html' : `${root}/index.html`);
const INDEXES = ROOTS.map(indexOf);

async function plan(tree: Tree, because: string, surroundings: Surroundings): Promise<Plan> {
  const files = await tree.files();
  const { site, notes } = await siteOf(tree, await standardOf(tree, files, because));
  checkRoot(site.root, files);
  return {
    language: 'static',
    title: 'Static site',
    because,
    packages: { build: [], run: [] },
    steps: [],
    kept: [],
    result: 'tree',
    dropped: [],
    env: {},
    ignored: [],
    notes,
    ...(await serve(site, surroundings)),
  };
}

async function standardOf(tree: Tree, files: readonly string[], because: string): Promise<Partial<Site>> {
  if (because === 'static.json') return { root: STANDARD_ROOT };
  const root = ROOTS.find((each) => files.includes(indexOf(each))) ?? '';
  return because === 'Staticfile' ? { root, ...parseStaticfile((await tree.read(because)) ?? '') } : { root };
}

/** A folder that is not there would be a site of nothing but 404. What a package.json builds is there only later. */
function checkRoot(root: string, files: readonly string[]): void {
  const isThere = root === '' || files.some((file) => file.startsWith(`${root}/`)) || files.includes('package.json');
  if (isThere) return;
  throw new Failure('no_site', `There is no folder ${root} in this commit, which is to be served.`, {
    hint: 'Commit it, or name another one in static.json: { "root": "public" }',
  });
}
