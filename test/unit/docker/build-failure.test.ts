import t from 'tap';
import { buildFailure } from '../../../docker/build-failure.ts';

/** What programs print when they fail, by what it is; addresses are examples. */
const PRINTED: Readonly<Record<string, readonly string[]>> = {
  'no_space: no space left': [
    'npm error code ENOSPC\nnpm error syscall write\nnpm error errno -28\nnpm error nospc ENOSPC: no space left on device, write',
    'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device',
    'tar: ./node_modules/a: Cannot write: No space left on device',
    'go: writing stat cache: write /go/pkg/mod/cache/x: disk quota exceeded',
  ],
  'out_of_memory: a program was killed': [
    'c++: fatal error: Killed signal terminated program cc1plus\ncompilation terminated.',
    'example.org/app: /usr/local/go/pkg/tool/linux_amd64/compile: signal: killed',
    'error: could not compile `syn` (lib)\nCaused by:\n  process didn’t exit successfully: `rustc` (signal: 9, SIGKILL: kill)',
    'npm error path /app\nnpm error command failed\nnpm error signal SIGKILL',
    ' ELIFECYCLE  Command failed with signal "SIGKILL"',
    'Next.js build worker exited with code: null and signal: SIGKILL',
    'subprocess.CalledProcessError: Command died with <Signals.SIGKILL: 9>.',
    '> a build\n> webpack\n\nKilled',
  ],
  'out_of_memory: a program ran out of the memory that it allows itself': [
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    'java.lang.OutOfMemoryError: Java heap space',
  ],
  'network_failed: a host name could not be resolved': [
    'npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error network request to https://registry.example/a failed, reason: getaddrinfo ENOTFOUND registry.example',
    'npm ERR! code EAI_AGAIN',
    'error An unexpected error occurred: "https://registry.example/a: getaddrinfo ENOTFOUND registry.example".',
    'ERR_PNPM_META_FETCH_FAIL  GET https://registry.example/a: request to https://registry.example/a failed, reason: getaddrinfo EAI_AGAIN registry.example',
    'WARNING: Retrying (Retry(total=0)) after connection broken by NewConnectionError: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution\nERROR: Could not find a version that satisfies the requirement flask\nERROR: No matching distribution found for flask',
    "Max retries exceeded with url: /simple/flask/ (Caused by NameResolutionError: Failed to resolve 'index.example' ([Errno -2] Name or service not known))",
    'error: Failed to fetch: `https://index.example/simple/flask/`\n  Caused by: dns error: failed to lookup address information: Name or service not known',
    'go: example.org/a@v1.0.0: Get "https://proxy.example/a": dial tcp: lookup proxy.example on 10.0.0.2:53: no such host',
    'warning: spurious network error (1 tries remaining): [6] Could not resolve hostname (Could not resolve host: index.example)',
    'Could not transfer artifact org.a:b:pom:1 from/to central (https://repo.example/m2): repo.example: Name or service not known',
    '> Could not resolve org.a:b:1.\n   > java.net.UnknownHostException: repo.example',
    "W: Failed to fetch http://mirror.example/debian/InRelease  Temporary failure resolving 'mirror.example'",
    'Could not reach host rubygems.example. Check your network connection and try again.\nSocketError: Failed to open TCP connection to rubygems.example:443 (getaddrinfo: Name or service not known)',
    'curl error 6 while downloading https://repo.example/packages.json: Could not resolve host: repo.example',
    "  fatal: unable to access 'https://git.example/a.git/': Could not        \n  resolve host: git.example\n\ninstall [--prefer-source] [--dry-run]",
  ],
  'network_failed: a host’s TLS certificate is not trusted': [
    'npm error code SELF_SIGNED_CERT_IN_CHAIN',
    'npm error code UNABLE_TO_GET_ISSUER_CERT_LOCALLY\nnpm error errno UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'ERROR: Could not fetch URL https://index.example/simple/a/: There was a problem confirming the ssl certificate: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate',
    'go: example.org/a: Get "https://proxy.example": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'sun.security.validator.ValidatorException: PKIX path building failed: unable to find valid certification path',
    'error: [60] SSL peer certificate or SSH remote key was not OK (SSL certificate problem: self-signed certificate)',
    'error sending request\n  Caused by: invalid peer certificate: UnknownIssuer',
  ],
  'network_failed: a host took no connection': [
    'Could not reach host gems.example. Check your network connection and try\nagain.',
    'npm error FetchError: request to http://registry.example/a failed, reason: connect ECONNREFUSED 10.0.0.3:4873',
    'Failed to establish a new connection: [Errno 111] Connection refused',
    'go: example.org/a: dial tcp 10.0.0.3:443: connect: connection refused',
  ],
  'network_failed: a host did not answer in time': [
    'npm error code ETIMEDOUT',
    'pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host="index.example", port=443): Read timed out.',
    'go: example.org/a: dial tcp 10.0.0.3:443: i/o timeout',
    'curl error 28 while downloading https://repo.example/p.json: Operation timed out after 10000 milliseconds',
  ],
  'network_failed: a connection broke off': ['npm error code ECONNRESET', 'Connection reset by peer (os error 104)'],
  'login_refused: a host refused': [
    'npm error code E401\nnpm error Incorrect or missing password.',
    'npm error code E403\nnpm error 403 403 Forbidden - GET https://registry.example/@a%2fb',
    'ERR_PNPM_FETCH_401  GET https://registry.example/@a%2Fb: Unauthorized - 401',
    'ERROR: HTTP error 401 while getting https://index.example/a.whl',
    'fatal: could not read Username for ‘https://git.example’: terminal prompts disabled',
    'Could not transfer artifact org.a:b:pom:1 from/to own (https://repo.example): status code: 401, reason phrase: Unauthorized (401)',
    'failed to get successful HTTP response from `https://index.example/config.json`, got 401',
  ],
  'package_not_found: a package': [
    'npm error code E404\nnpm error 404 Not Found - GET https://registry.example/nothing',
    'npm error code ETARGET\nnpm error notarget No matching version found for express@99.',
    'error Couldn’t find package\nerror Couldn\'t find any versions for "express" that matches "99"',
    'ERROR: Could not find a version that satisfies the requirement flask==99\nERROR: No matching distribution found for flask==99',
    '  × No solution found when resolving dependencies:\n  ╰─▶ Because nothing was not found in the package registry',
    "Could not find gem 'nothing' in rubygems repository https://gems.example/ or installed locally.",
    'go: example.org/a@v9.0.0: reading https://proxy.example/a: 404 Not Found',
    '[ERROR] Could not find artifact org.a:b:jar:99 in central (https://repo.example)',
    '> Could not find org.springframework:nothing:1.0.',
    'error: no matching package named `nothing` found',
    'E: Unable to locate package nothing',
  ],
  'build_failed: exit code 1': ['src/a.ts(1,1): error TS2304: Cannot find name x', ''],
};

t.test('what a step printed tells what its failure is', async (t) => {
  for (const [wanted, texts] of Object.entries(PRINTED))
    for (const text of texts) {
      const [code, words] = wanted.split(': ') as [string, string];
      const failure = buildFailure(
        { step: '[2/2] RUN x', error: 'executor failed running [x]: exit code: 1', lines: text.split('\n') },
        { dockerfile: 'Dockerfile' },
      );
      t.equal(failure.code, code, text);
      t.ok(failure.message.startsWith(`[2/2] RUN x failed: ${words}`), failure.message);
    }
});

/** What a program prints in the end, and what of it is worth to be repeated. */
const LAST: readonly (readonly [printed: readonly string[], repeated: readonly string[]])[] = [
  [
    ['a', 'b', '', 'c', 'd'],
    ['b', 'c', 'd'],
  ],
  [
    [
      '[ERROR] Failed to execute goal a:compile on project shop: Compilation failure',
      '[ERROR] /app/src/main/java/Shop.java:[18,28] cannot find symbol',
      '[ERROR] -> [Help 1]',
      '[ERROR] ',
      '[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.',
      '[ERROR] For more information about the errors and possible solutions, please read the following articles:',
      '[ERROR] [Help 1] http://maven.example/MojoFailureException',
    ],
    [
      '[ERROR] Failed to execute goal a:compile on project shop: Compilation failure',
      '[ERROR] /app/src/main/java/Shop.java:[18,28] cannot find symbol',
    ],
  ],
  [
    ['> Compilation failed', '', '* Try:', '> Run with --stacktrace option.', '', 'BUILD FAILED in 3s'],
    ['> Compilation failed'],
  ],
  [
    ['npm error Missing script: "biuld"', 'npm error', 'npm error A complete log of this run can be found in: /a.log'],
    ['npm error Missing script: "biuld"'],
  ],
  [
    [
      'Exception in thread "main" java.lang.IllegalStateException: no settings',
      '\tat java.base/sun.nio.ch.NioSocketImpl.connect(NioSocketImpl.java:567)',
      '\tat org.example.Main.main(SourceFile:2)',
      '\t... 2 more',
    ],
    ['Exception in thread "main" java.lang.IllegalStateException: no settings'],
  ],
  [
    ["Error: Cannot find module 'x'", '    at Function.Module.runMain (module.js:442:10)', '    at node.js:966:3'],
    ["Error: Cannot find module 'x'"],
  ],
  [
    ['  The password is wrong.  ', '', 'install [--dry-run] [-v|vv|vvv|--verbose] [--] [<packages>...]'],
    ['  The password is wrong.'],
  ],
];

t.test('the last lines are repeated, without what programs say after every failure', async (t) => {
  for (const [lines, repeated] of LAST) {
    const failure = buildFailure({ step: 'RUN x', error: 'exit code: 1', lines }, { dockerfile: 'Dockerfile' });
    t.strictSame(failure.message.split('\n').slice(1), repeated);
  }
});

t.test('the line that tells the cause is repeated, however much was printed after it', async (t) => {
  const lines = ['npm error code ENOTFOUND', 'a', 'b', 'c', 'd'];
  const failure = buildFailure({ step: 'RUN x', error: 'exit code: 1', lines }, { dockerfile: 'Dockerfile' });
  t.strictSame(failure.message.split('\n').slice(1), ['npm error code ENOTFOUND', 'b', 'c', 'd']);
});

t.test('a step that was killed is out of memory, with the limit where there is one', async (t) => {
  const killed = { step: '[2/2] RUN x', error: 'executor failed running [x]: exit code: 137', lines: ['compiling'] };
  t.equal(
    buildFailure(killed, { memory: 2048, dockerfile: 'Dockerfile' }).message,
    '[2/2] RUN x failed: a program was killed: out of memory (limit 2048 MiB) (exit code 137)\ncompiling',
  );
});

/** What engines say, old and new ones, and what is made of it. */
const ENGINE: readonly (readonly [step: string | undefined, error: string, code: string, message: string])[] = [
  [
    undefined,
    'failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error line 2: unknown instruction: RUNX',
    'bad_dockerfile',
    'web.Dockerfile line 2: unknown instruction: RUNX.',
  ],
  [
    undefined,
    'dockerfile parse error on line 7: unknown instruction: RUNX (did you mean RUN?)',
    'bad_dockerfile',
    'web.Dockerfile line 7: unknown instruction: RUNX (did you mean RUN?).',
  ],
  [undefined, 'ENV must have two arguments', 'bad_dockerfile', 'web.Dockerfile: ENV must have two arguments.'],
  [undefined, 'the Dockerfile cannot be empty', 'bad_dockerfile', 'web.Dockerfile: it is empty.'],
  [undefined, 'target stage prod could not be found', 'bad_dockerfile', 'web.Dockerfile has no stage prod.'],
  [undefined, 'target stage "prod" could not be found', 'bad_dockerfile', 'web.Dockerfile has no stage prod.'],
  [
    '[2/2] COPY a b',
    'failed to compute cache key: failed to calculate checksum of ref x::y: "/a": not found',
    'bad_dockerfile',
    '[2/2] COPY a b failed: there is no a to copy.',
  ],
  ['[2/2] RUN x', 'secret TOKEN: not found', 'secret_not_found', '[2/2] RUN x failed: there is no secret TOKEN.'],
  [
    '[internal] load metadata for docker.io/library/node:99',
    'docker.io/library/node:99: not found',
    'base_image_unavailable',
    'The base image node:99 cannot be pulled: there is no such image, or no such tag.',
  ],
  [
    '[internal] load metadata for docker.io/a/b:latest',
    'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    'base_image_unavailable',
    'The base image a/b:latest cannot be pulled: there is no such image, or its registry wants a password.',
  ],
  [
    '[internal] load metadata for registry.example/a:1',
    'failed to do request: Head "https://registry.example/v2/a/manifests/1": dial tcp: lookup registry.example: no such host',
    'base_image_unavailable',
    'The base image registry.example/a:1 cannot be pulled: its registry cannot be reached.',
  ],
  [
    'https://nowhere.example/x',
    'Get "https://nowhere.example/x": dial tcp: lookup nowhere.example on 10.0.0.2:53: no such host',
    'network_failed',
    'https://nowhere.example/x failed: a host name could not be resolved',
  ],
  [
    undefined,
    'failed to solve: failed to register layer: write /x: no space left on device',
    'no_space',
    'no space left on the rack’s disk',
  ],
  ['[2/2] RUN x', 'something new', 'build_failed', '[2/2] RUN x failed: something new'],
];

t.test('what the engine says is told in words that say where', async (t) => {
  for (const [step, error, code, message] of ENGINE) {
    const failure = buildFailure({ step, error, lines: [] }, { dockerfile: 'web.Dockerfile' });
    t.match({ code: failure.code, message: failure.message.split('\n')[0] }, { code, message });
  }
});

t.test('a line of a megabyte is looked through at once, and repeated in part', (t) => {
  const long = 'Root composer.json requires '.padEnd(1024 ** 2, 'x');
  const begun = performance.now();
  const printed = buildFailure(
    { step: `[2/2] RUN ${long}`, error: `${long}: exit code: 7`, lines: [long] },
    { dockerfile: 'Dockerfile' },
  );
  const said = buildFailure({ error: long, lines: [] }, { dockerfile: 'Dockerfile' });
  t.ok(performance.now() - begun < 2000, 'nobody else of the rack waits for it');
  t.match(printed.message, / failed: exit code 7\n/);
  t.ok(printed.message.length + said.message.length < 10_000);
  t.end();
});
