import { Failure } from '../../lib/failure.ts';
import { PLAIN_SITE, type Site } from '../nginx/site.ts';
import { headerRules, redirectRules, routeRules } from './rules.ts';
import { bad, fileOf, wordOf } from './values.ts';

/** The folder that Heroku's static sites have unless static.json names one. */
export const STANDARD_ROOT = 'public_html';

/**
 * What a static.json says of a site, as Heroku's buildpack for static sites reads it, and notes about what is not done.
 * Throws a `Failure` `bad_static_json` for what nginx could not be told, and for what a site must not be served without.
 */
export function parseStaticJson(text: string, standard: Partial<Site>): { site: Site; notes: string[] } {
  const json = parse(text);
  refuseMissing(json);
  const unknown = Object.keys(json).filter((key) => !KNOWN.includes(key));
  return {
    site: siteOf(json, standard),
    notes: unknown.map((key) => `static.json: ${key} is not known and has no effect.`),
  };
}

// Private

type Json = Record<string, unknown>;

const KNOWN = ['root', 'clean_urls', 'routes', 'redirects', 'headers', 'error_page', 'https_only', 'canonical_host', 'encoding', 'logging', 'basic_auth', 'proxies']; // biome-ignore format: one glance

function parse(text: string): Json {
  try {
    return Object(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (cause) {
    throw bad(`is no valid JSON: ${(cause as Error).message}`, cause);
  }
}

/** A site that counts on these would be open to all, or half of it dead. */
function refuseMissing({ basic_auth, proxies }: Json): void {
  const isAsked = basic_auth ? 'basic_auth' : Object.keys(Object(proxies)).length > 0 ? 'proxies' : undefined;
  if (isAsked === undefined) return;
  throw new Failure('bad_static_json', `static.json asks for ${isAsked}, which the static buildpack does not have.`, {
    hint: `Take ${isAsked} out of static.json, or bring a server of your own with a Dockerfile.`,
  });
}

function siteOf(json: Json, standard: Partial<Site>): Site {
  const { root, clean_urls, error_page, https_only, canonical_host, encoding, logging } = json;
  return {
    ...PLAIN_SITE,
    ...standard,
    routes: routeRules(json.routes),
    redirects: redirectRules(json.redirects),
    headers: headerRules(json.headers),
    httpsOnly: https_only === true,
    ...(root !== undefined && { root: fileOf('root', root) }),
    ...(clean_urls !== undefined && { cleanUrls: clean_urls === true }),
    ...(error_page !== undefined && { errorPage: fileOf('error_page', error_page) }),
    ...(canonical_host !== undefined && { canonicalHost: wordOf('canonical_host', canonical_host, /^[\w.-]+$/) }),
    ...(encoding !== undefined && { charset: wordOf('encoding', encoding, /^[\w.:-]+$/) }),
    ...(Object(logging).access === false && { accessLog: false }),
  };
}
