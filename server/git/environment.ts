/** What git may see of the server's own environment: no credentials, and no settings of git that are meant for others. */
const KEPT =
  /^(PATH|HOME|TMPDIR|TZ|LD_LIBRARY_PATH|SSL_CERT_(FILE|DIR)|CURL_CA_BUNDLE|GIT_SSL_CAINFO|(https?|no|all)_proxy)$/i;

/** The same everywhere: no configuration of the machine or a user, and English. */
const FIXED = {
  LC_ALL: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  // The repositories are the rack's, whoever owns the files: a shared file system may say somebody else.
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
};

/** The environment of every git that the server runs, to be put over its own: names without a value are taken away. */
export function gitEnvironment(
  more: Readonly<Record<string, string | undefined>> = {},
): Record<string, string | undefined> {
  const own = Object.keys({ ...process.env }).filter((name) => !KEPT.test(name));
  return { ...Object.fromEntries(own.map((name) => [name, undefined])), ...FIXED, ...more };
}
