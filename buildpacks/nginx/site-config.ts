import { nginxConfig, quoted } from './config.ts';
import { CACHE_BY_NAME, CLIENT_SCHEME } from './maps.ts';
import type { Rule, Site } from './site.ts';

/** The nginx.conf that serves a site. */
export function siteConfig(site: Site): string {
  const { root, accessLog, charset, errorPage } = site;
  return nginxConfig({
    root,
    accessLog,
    http: [...PATH, ...CLIENT_SCHEME, ...CACHE_BY_NAME, ...headerMaps(site), ...routeMap(site)],
    server: [
      'index index.html;',
      `charset ${quoted(charset)};`,
      'charset_types text/plain text/css text/xml text/javascript application/javascript application/json;',
      `error_page 404 ${quoted(`/${errorPage}`)};`,
      // A folder without an index is nothing that a visitor should know of.
      `error_page 403 =404 ${quoted(`/${errorPage}`)};`,
      ...addHeaders(site),
      ...hosts(site),
      ...site.redirects.flatMap(redirect),
      ...fallback(site),
      'location / {',
      `  try_files $uri ${site.cleanUrls ? '$uri.html ' : ''}$uri/ $route =404;`,
      '}',
    ],
  });
}

// Private

/** What was asked for, also after nginx has turned to another file. */
const PATH = ['map $request_uri $path {', '  "~^(?<asked>[^?]*)" $asked;', '}'];

/** Endings of files that a page loads: a page in their place would only hide that they are gone. */
const ASSETS =
  'js|mjs|css|map|json|wasm|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|eot|mp[34]|webm|pdf|txt|xml|webmanifest';

function headerNames({ headers }: Site): string[] {
  return [...new Set(headers.flatMap(({ gives }) => Object.keys(gives)))].filter((name) => !isCacheControl(name));
}

const isCacheControl = (name: string) => name.toLowerCase() === 'cache-control';

/** One map for each header. nginx takes the first pattern that fits, the rules mean the last one. */
function headerMaps(site: Site): string[] {
  const names = headerNames(site);
  const maps = names.map((name, at) => ({
    variable: `header_${at}`,
    has: (key: string) => key === name,
    otherwise: '""',
  }));
  const cache = { variable: 'cache_control', has: isCacheControl, otherwise: '$cache_by_name' };
  return [...maps, cache].flatMap(({ variable, has, otherwise }) => [
    `map $path $${variable} {`,
    ...site.headers.toReversed().map(({ pattern, gives }) => {
      const value = Object.entries(gives).find(([key]) => has(key))?.[1];
      return `  ${regex(pattern)} ${value === undefined ? otherwise : quoted(value)};`;
    }),
    `  default ${otherwise};`,
    '}',
  ]);
}

function addHeaders(site: Site): string[] {
  const others = headerNames(site).map((name, at) => `add_header ${name} $header_${at} always;`);
  return ['add_header Cache-Control $cache_control;', ...others];
}

function routeMap({ isApp, routes }: Site): string[] {
  const rules = routes.map(({ pattern, gives }) => `  ${regex(pattern)} ${quoted(`/${gives.replace(/^\//, '')}`)};`);
  const app = isApp ? [`  "~\\.(?:${ASSETS})$" "";`, '  default $page;'] : ['  default "";'];
  return ['map $path $route {', ...rules, ...app, '}'];
}

/** Whether a build has made a 404.html is known only when it is there. */
function fallback({ isApp }: Site): string[] {
  return isApp ? ['set $page /index.html;', 'if (-f $document_root/404.html) {', '  set $page "";', '}'] : [];
}

function hosts({ httpsOnly, canonicalHost }: Site): string[] {
  const https = ['if ($http_x_forwarded_proto = http) {', '  return 301 https://$host$request_uri;', '}'];
  const host = [
    `if ($host != ${quoted(canonicalHost ?? '')}) {`,
    `  return 301 $client_scheme://${canonicalHost}$request_uri;`,
    '}',
  ];
  return [...(httpsOnly ? https : []), ...(canonicalHost === undefined ? [] : host)];
}

function redirect({ pattern, gives }: Rule<{ url: string; status: number }>): string[] {
  return [`location ${regex(pattern).replace('"~', '~ "')} {`, `  return ${gives.status} ${quoted(gives.url)};`, '}'];
}

/** A pattern as nginx matches it. */
function regex(pattern: string): string {
  const parts = pattern.split(/(\*+)/).map((part) => {
    if (part.startsWith('*')) return part === '*' ? '[^/]*' : '.*';
    return part.replace(/[.+()]/g, '\\$&');
  });
  return `"~^${parts.join('')}$"`;
}
