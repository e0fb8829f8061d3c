import { PLAIN_SITE, type Site } from '../nginx/site.ts';
import type { Tree } from '../plan.ts';
import { parseStaticJson } from './static-json.ts';

/** The site of an app: what its static.json says, where that says nothing what `standard` says. Reads nothing else. */
export async function siteOf(tree: Tree, standard: Partial<Site>): Promise<{ site: Site; notes: string[] }> {
  const text = (await tree.files()).includes('static.json') ? await tree.read('static.json') : undefined;
  if (text === undefined) return { site: { ...PLAIN_SITE, ...standard }, notes: [] };
  return parseStaticJson(text, standard);
}
