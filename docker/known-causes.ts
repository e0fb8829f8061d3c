/** Why a step of a build failed, as far as its words tell. */
export interface Cause {
  /** Of the `Failure`. */
  code: string;
  /** What happened, after `… failed: `. */
  words: string;
  hint: string;
  /** What programs print then. */
  texts: readonly RegExp[];
}

const CONNECT =
  'Check that the address is right and reachable from the rack’s machine, then push the same commit again.';

/**
 * What compilers and package managers print, by cause: npm, Yarn, pnpm, Bun; pip, uv, Poetry; Bundler; Composer; Go; Maven,
 * Gradle; Cargo; apt. In the order in which a text is read: what brings about other errors comes first.
 */
export const KNOWN_CAUSES: readonly Cause[] = [
  {
    code: 'no_space',
    words: 'no space left on the rack’s disk',
    hint: 'Ask an admin of this rack to make room on its disk (docker system df tells what takes it), then push the same commit again.',
    texts: [/\bENOSPC\b/, /no space left on device/i, /disk quota exceeded/i],
  },
  {
    code: 'out_of_memory',
    words: 'a program was killed: out of memory',
    hint: 'Let the build need less memory, such as by fewer jobs at once. Where the machine has more, an admin can raise RACK_BUILD_MEMORY.',
    texts: [
      /^Killed( signal)?$/m,
      /Killed signal terminated program/,
      /signal: killed$/m,
      /(\bsignal:? "?SIGKILL\b|\(signal: 9, SIGKILL: kill\)|<Signals\.SIGKILL: 9>)/,
    ],
  },
  {
    code: 'out_of_memory',
    words: 'a program ran out of the memory that it allows itself',
    hint: 'Raise its own limit: NODE_OPTIONS=--max-old-space-size=MIB for Node.js, MAVEN_OPTS or org.gradle.jvmargs -Xmx for Java.',
    texts: [/JavaScript heap out of memory/, /java\.lang\.OutOfMemoryError/, /^MemoryError\b/m],
  },
  {
    code: 'network_failed',
    words: 'a host name could not be resolved',
    hint: 'Check the name, and that the rack’s machine resolves it (DNS). Then push the same commit again.',
    texts: [
      /\b(ENOTFOUND|EAI_AGAIN|UnknownHostException)\b/,
      /(name or service not known|temporary failure (in name resolution|resolving)|failed to resolve '|failed to lookup address)/i,
      /could not\s+resolve\s+(host|')/i,
      /lookup \S+( on \S+)?: (no such host|server misbehaving|i\/o timeout)/,
      /(Unknown host |getaddrinfo)/,
    ],
  },
  {
    code: 'network_failed',
    words: 'a host’s TLS certificate is not trusted',
    hint: 'Have the host use a certificate of a known authority, or let an admin add that authority to those which the rack’s machine trusts.',
    texts: [
      /\b(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(?:GET_ISSUER_CERT\w*|VERIFY_LEAF_SIGNATURE)|CERT_HAS_EXPIRED|CERTIFICATE_VERIFY_FAILED)\b/,
      /(unable to get local issuer certificate|certificate signed by unknown authority|self[- ]signed certificate)/i,
      /(PKIX path building failed|SSL certificate problem|invalid peer certificate|certificate verif(y|ication) failed)/i,
      /\bx509: /,
    ],
  },
  {
    code: 'network_failed',
    words: 'a host took no connection',
    hint: CONNECT,
    texts: [
      /\bECONNREFUSED\b/,
      /connection refused/i,
      /curl error 7\b/,
      /no route to host/i,
      /network is unreachable/i,
      /^Could not reach host \S+\. Check your network/m,
    ],
  },
  {
    code: 'network_failed',
    words: 'a host did not answer in time',
    hint: CONNECT,
    texts: [
      /\b(ETIMEDOUT|ESOCKETTIMEDOUT|ERR_SOCKET_TIMEOUT|ReadTimeoutError|ConnectTimeoutError|ConnectTimeout)\b/,
      /(TLS handshake timeout|i\/o timeout|(connect|read|connection) timed out|operation timed out)/i,
      /curl error 28\b/,
    ],
  },
  {
    code: 'network_failed',
    words: 'a connection broke off',
    hint: 'Push the same commit again.',
    texts: [/\bECONNRESET\b/, /(connection reset by peer|socket hang up|curl error (18|56)\b)/i],
  },
  {
    code: 'login_refused',
    words: 'a host refused the build’s credentials, or wants some',
    hint: 'Give the build a token: ssh rack env set APP TOKEN=…, ssh rack set APP build-env=TOKEN, and name it where the package manager reads it.',
    texts: [
      /\b(E401|E403|ENEEDAUTH|ERR_PNPM_FETCH_40[13])\b/,
      /\b(401 Unauthorized|403 Forbidden|40[13] Client Error|HTTP error 40[13])\b/i,
      /status(?: code)?: ?40[13]\b/i,
      /(could not read Username|terminal prompts disabled|Authentication is required for|Bad username or password for)/,
      /got 40[13]\b/,
    ],
  },
  {
    code: 'package_not_found',
    words: 'a package, or the version that is asked for, is not there',
    hint: 'Check its name and version, commit and push again. A private one needs its registry and a token (build-env).',
    texts: [
      /\b(E404|ETARGET|ERR_PNPM_FETCH_404|ERR_PNPM_NO_MATCHING_VERSION)\b/,
      /(No matching version found for|Couldn't find (any versions for|package) )/,
      /(No matching distribution found for|was not found in the package registry|No solution found when resolving)/,
      /doesn't match any versions, version solving failed/,
      /Could not find (gem|a matching version of package|a version of package|package|artifact) /,
      /(Root composer\.json requires .* could not be found|unknown revision |404 Not Found)/,
      /Could not find [\w.-]+:[\w.-]+:[\w.-]+/,
      /(no matching package (named|found)|failed to select a version for the requirement)/,
      /(Unable to locate package|has no installation candidate)/,
    ],
  },
];
