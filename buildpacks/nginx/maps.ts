/** Folders that bundlers fill with files called after their content. */
const BUNDLES = 'assets|static|build|chunks|_astro|_nuxt|_app/immutable|_next/static';

/** `$client_scheme`: how the client came to the balancer. */
export const CLIENT_SCHEME = ['map $http_x_forwarded_proto $client_scheme {', '  https https;', '  default http;', '}'];

/**
 * `$cache_by_name`, for Cache-Control. A name with a hash is another file when it changes, so browsers may keep it for
 * ever: `app.3f2a9c1d.js` anywhere, in the folders of bundlers also hashes of eight characters of any kind
 * (`index-BwQ7zVcA.js`). All else is asked for each time, and mostly answered with 304.
 */
export const CACHE_BY_NAME = [
  'map $uri $cache_by_name {',
  '  "~[.-](?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}\\.[a-z0-9.]+$" "public, max-age=31536000, immutable";',
  `  "~^/(?:.*/)?(?:${BUNDLES})/.*[.-](?=[\\w-]*[A-Z0-9])[\\w-]{8}\\.[a-z0-9.]+$" "public, max-age=31536000, immutable";`,
  '  default no-cache;',
  '}',
];
