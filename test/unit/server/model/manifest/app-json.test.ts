import t from 'tap';
import { readAppJson } from '../../../../../server/model/manifest/app-json/app-json.ts';

interface Row {
  it: string;
  /** The members of the file, each on a line of its own from line 2 on. */
  says: readonly string[];
  processes?: Record<string, object>;
  env?: object;
  languages?: readonly string[];
  phases?: object;
  cron?: readonly object[];
  notes?: readonly RegExp[];
  fails?: RegExp;
}

const ROWS: readonly Row[] = [
  { it: 'an empty file says nothing', says: [], processes: {}, env: {}, cron: [], phases: {} },
  {
    it: 'what tells people of the app asks nothing',
    says: ['"name": "x", "keywords": ["a"], "website": "http://x", "logo": "x", "environments": {"test": {}}'],
  },
  {
    it: 'an unknown key is noted with the one that was meant',
    says: ['"formations": {}'],
    notes: [/^app.json line 2: formations is not known; did you mean formation\?$/],
  },
  {
    it: 'a strange key is noted',
    says: ['"xyzzy": {}'],
    notes: [/^app.json line 2: xyzzy is not known and does nothing\.$/],
  },
  {
    it: 'add-ons are not made',
    says: ['"addons": ["heroku-postgresql"]'],
    notes: [/^app.json line 2: addons is not done: a deploy makes none/],
  },
  {
    it: 'the file of an Expo app is no manifest',
    says: ['"name": 1,', '"expo": {"env": []}'],
    env: {},
    notes: [/^app.json line 3: This is the app.json of Expo/],
  },

  {
    it: 'counts',
    says: ['"formation": {"web": {"quantity": 2}, "worker": {"quantity": 0}}'],
    processes: { web: { count: 2 }, worker: { count: 0 } },
  },
  {
    it: 'sizes of dynos are memory',
    says: ['"formation": {"web": {"size": "Standard-2X"}, "w": {"size": "performance-m"}}'],
    processes: { web: { memory: 1024 }, w: { memory: 2560 } },
  },
  {
    it: 'an unknown size is noted',
    says: ['"formation": {', '"web": {"size": "huge", "quantity": 1}}'],
    processes: { web: { count: 1 } },
    notes: [/^app.json line 3: The size huge is not known; there are free, eco/],
  },
  {
    it: 'autoscaling is not done',
    says: ['"formation": {"web": {"autoscaling": {}}}'],
    notes: [/formation\.web\.autoscaling is not done/],
  },
  {
    it: 'a count that is no number',
    says: ['"formation": {', '"web": {"quantity": "two"}}'],
    fails: /^app.json line 3: formation.web.quantity should be a whole number, and is a text\.$/,
  },
  {
    it: 'half a copy',
    says: ['"formation": {"web": {"quantity": 1.5}}'],
    fails: /quantity should be a whole number, and is a number\.$/,
  },
  {
    it: 'less than none',
    says: ['"formation": {"web": {"quantity": -1}}'],
    fails: /quantity is -1; it can be 0 to 1000\.$/,
  },
  {
    it: 'a formation that is a list',
    says: ['"formation": []'],
    fails: /^app.json line 2: formation should be a map of names and values, and is a list\.$/,
  },

  {
    it: 'a default of the environment',
    says: ['"env": {"A": "1", "B": {"value": "2", "description": "b"}}'],
    env: { A: { value: '1', required: false }, B: { value: '2', required: false, description: 'b' } },
  },
  {
    it: 'numbers and booleans are taken as they are written',
    says: ['"env": {"A": 5, "B": {"value": true}}'],
    env: { A: { value: '5', required: false }, B: { value: 'true', required: false } },
  },
  {
    it: 'a value is required unless it says otherwise',
    says: ['"env": {"A": {}, "B": {"required": true}, "C": {"required": false}, "D": {"description": "d"}}'],
    env: {
      A: { required: true },
      B: { required: true },
      C: { required: false },
      D: { required: true, description: 'd' },
    },
  },
  {
    it: 'an empty value is none',
    says: ['"env": {"A": "", "B": {"value": "", "required": false}, "C": null}'],
    env: { A: { required: true }, B: { required: false }, C: { required: true } },
  },
  {
    it: 'a secret is made',
    says: ['"env": {"A": {"generator": "secret", "required": true}}'],
    env: { A: { generator: 'secret', required: false } },
  },
  {
    it: 'other generators there are not',
    says: ['"env": {"A": {', '"generator": "uuid"}}'],
    fails: /^app.json line 3: env.A.generator can only be "secret"\.$/,
  },
  {
    it: 'a name that is none',
    says: ['"env": {"A-B": "1"}'],
    fails: /^app.json line 2: "A-B" cannot be the name of a variable\.$/,
  },
  {
    it: 'names of the rack are left to it',
    says: ['"env": {"PORT": "80", "RACK_APP": "x", "A": "1"}'],
    env: { A: { value: '1', required: false } },
    notes: [/env\.PORT is not taken/, /env\.RACK_APP is not taken/],
  },
  {
    it: 'sync is not done',
    says: ['"env": {"A": {"value": "1", "sync": true}}'],
    env: { A: { value: '1', required: false } },
    notes: [/env\.A\.sync is not done: what is set with ssh rack env set stays/],
  },

  {
    it: 'a check by path',
    says: ['"healthchecks": {"web": [{"path": "/up", "type": "startup", "name": "x"}]}'],
    processes: { web: { health: { path: '/up' } } },
  },
  {
    it: 'a check that says nothing else asks for /',
    says: ['"healthchecks": {"web": [{}]}'],
    processes: { web: { health: { path: '/' } } },
  },
  {
    it: 'the time between checks and for an answer',
    says: ['"healthchecks": {"web": [{"path": "/", "wait": 10, "timeout": 9}]}'],
    processes: { web: { health: { path: '/', interval: 10, timeout: 9 } } },
  },
  {
    it: 'a balancer asks again only when the time for an answer is over',
    says: ['"healthchecks": {"web": [{"path": "/", "timeout": 30}]}'],
    processes: { web: { health: { path: '/', interval: 31, timeout: 30 } } },
  },
  {
    it: 'times that a balancer does not have',
    says: ['"healthchecks": {"web": [{"path": "/",', '"wait": 2, "timeout": 500}]}'],
    processes: { web: { health: { path: '/', interval: 121, timeout: 120 } } },
    notes: [
      /^app.json line 3: healthchecks.web\[0\].wait is 2; 5 is taken, the least there is\.$/,
      /timeout is 500; 120 is taken, the most there is/,
    ],
  },
  {
    it: 'many attempts are patience',
    says: ['"healthchecks": {"web": [{"path": "/", "attempts": 20, "wait": 10, "timeout": 5, "initialDelay": 7}]}'],
    processes: { web: { health: { path: '/', interval: 10, timeout: 5, grace: 307 } } },
  },
  {
    it: 'few attempts are no haste',
    says: ['"healthchecks": {"web": [{"path": "/", "attempts": 2}]}'],
    processes: { web: { health: { path: '/' } } },
  },
  {
    it: 'readiness goes before startup and liveness',
    says: [
      '"healthchecks": {"web": [{"type": "liveness", "path": "/a"}, {"type": "startup", "path": "/b"}, {"type": "readiness", "path": "/c"}]}',
    ],
    processes: { web: { health: { path: '/c' } } },
    notes: [/web\[1\] is not done: healthchecks.web\[2\] is the one check/, /web\[0\] is not done/],
  },
  {
    it: 'a command as a list or a line',
    says: [
      '"healthchecks": {"a": [{"command": ["./check", "-q"]}], "b": [{"command": "test -f x", "wait": 30, "timeout": 5, "attempts": 2, "initialDelay": 10}]}',
    ],
    processes: {
      a: { healthCommand: { test: ['CMD', './check', '-q'] } },
      b: { healthCommand: { test: ['CMD-SHELL', 'test -f x'], interval: 30, timeout: 5, retries: 2, startPeriod: 10 } },
    },
  },
  {
    it: 'a check by path and one by command',
    says: ['"healthchecks": {"web": [{"command": "x"}, {"path": "/y"}]}'],
    processes: { web: { health: { path: '/y' }, healthCommand: { test: ['CMD-SHELL', 'x'] } } },
  },
  {
    it: 'uptime and listening are watched anyway',
    says: ['"healthchecks": {"web": [{"uptime": 5}, {"listening": true}]}'],
    processes: { web: {} },
    notes: [/uptime is not done/, /listening is not done/],
  },
  {
    it: 'texts, headers and ports are not asked for',
    says: ['"healthchecks": {"web": [{"content": "x", "httpHeaders": [], "port": 1}]}'],
    processes: { web: { health: { path: '/' } } },
    notes: [/content is not done/, /httpHeaders is not done/, /port is not done/],
  },
  {
    it: 'a kind that there is not',
    says: ['"healthchecks": {"web": [{"type": "start"}]}'],
    fails: /healthchecks.web\[0\].type can be readiness, startup or liveness\.$/,
  },
  {
    it: 'a path that is none',
    says: ['"healthchecks": {"web": [{"path": "up"}]}'],
    fails: /path should be a path such as \/health\.$/,
  },
  { it: 'an empty command', says: ['"healthchecks": {"web": [{"command": []}]}'], fails: /command is empty\.$/ },
  {
    it: 'checks that are no list',
    says: ['"healthchecks": {"web": {"path": "/"}}'],
    fails: /healthchecks.web should be a list, and is a map\.$/,
  },
  {
    it: 'checks and counts of one process are one wish',
    says: ['"healthchecks": {"web": [{}]}, "formation": {"web": {"quantity": 3}}'],
    processes: { web: { count: 3, health: { path: '/' } } },
  },

  {
    it: 'a script after the first deploy',
    says: ['"scripts": {"postdeploy": "seed"}'],
    phases: { postdeploy: 'seed' },
  },
  {
    it: 'Dokku’s predeploy is the release phase',
    says: ['"scripts": {"dokku": {"predeploy": "migrate"}}'],
    phases: { release: 'migrate' },
    notes: [/scripts.dokku.predeploy runs as the release phase; files that it changes are not kept/],
  },
  {
    it: 'nothing runs after each deploy',
    says: ['"scripts": {"dokku": {"postdeploy": "x"}, "pr-predestroy": "y", "test": "z"}'],
    phases: {},
    notes: [/pr-predestroy is not done/, /dokku.postdeploy is not done/],
  },

  {
    it: 'tasks by the clock',
    says: ['"cron": [{"command": "a", "schedule": "@daily"}, {"command": "b", "schedule": "0 3 * * MON"}]'],
    cron: [
      { name: 'cron-1', schedule: '0 0 * * *', command: 'a' },
      { name: 'cron-2', schedule: '0 3 * * 1', command: 'b' },
    ],
  },
  {
    it: 'a task in maintenance does not run',
    says: [
      '"cron": [{"command": "a", "schedule": "@daily", "maintenance": true}, {"command": "b", "schedule": "@daily"}]',
    ],
    cron: [{ name: 'cron-2', schedule: '0 0 * * *', command: 'b' }],
    notes: [/cron\[0\] does not run while maintenance is true/],
  },
  {
    it: 'a task does not wait for the one before',
    says: ['"cron": [{"command": "a", "schedule": "@daily", "concurrency_policy": "forbid"}]'],
    notes: [/concurrency_policy is not done: a run begins/],
  },
  {
    it: 'a schedule that is none',
    says: ['"cron": [{"command": "a",', '"schedule": "61 * * * *"}]'],
    fails: /^app.json line 3: "61" is not a minute \(0 to 59\)\.$/,
  },
  {
    it: 'a task without a command',
    says: ['"cron": [', '{"schedule": "@daily"}]'],
    fails: /^app.json line 3: cron\[0\] has no command\.$/,
  },

  {
    it: 'buildpacks are languages, the primary one last',
    says: [
      '"buildpacks": [{"url": "heroku/nodejs"}, {"url": "https://github.com/heroku/heroku-buildpack-python.git#v2"}]',
    ],
    languages: ['node', 'python'],
  },
  {
    it: 'buildpacks by all their names',
    says: [
      '"buildpacks": [{"url": "heroku/jvm"}, "urn:cnb:registry:paketo-buildpacks/go", {"url": "https://x/emk/heroku-buildpack-rust.tgz"}, {"url": "heroku/java"}]',
    ],
    languages: ['java', 'go', 'rust'],
  },
  { it: 'an Aptfile needs no buildpack', says: ['"buildpacks": [{"url": "heroku-community/apt"}]'] },
  {
    it: 'an unknown buildpack is left out',
    says: ['"buildpacks": [{"url": "heroku/clojure"}, {"url": "heroku/ruby"}]'],
    languages: ['ruby'],
    notes: [/The buildpack heroku\/clojure is not known and is left out/],
  },
  { it: 'a buildpack without an address', says: ['"buildpacks": [{}]'], fails: /buildpacks\[0\] has no url\.$/ },
];

for (const row of ROWS) {
  t.test(row.it, async (t) => {
    const text = ['{', ...row.says, '}'].join('\n');
    if (row.fails) return void t.throws(() => readAppJson(text), { code: 'bad_manifest', message: row.fails });
    const { file, processes, env, languages, phases, cron } = readAppJson(text);
    const specs = Object.fromEntries([...processes].map(([type, { spec }]) => [type, spec]));
    if (row.processes) t.strictSame(specs, row.processes);
    if (row.env) t.strictSame(env, row.env);
    if (row.phases) t.strictSame(phases, row.phases);
    if (row.cron) t.strictSame(cron, row.cron);
    t.strictSame(languages, row.languages);
    t.equal(file.notes.length, row.notes?.length ?? 0, file.notes.join('\n'));
    row.notes?.forEach((note, at) => void t.match(file.notes[at], note));
  });
}

t.test('a file that is no map', async (t) => {
  t.throws(() => readAppJson('[]'), {
    message: 'app.json line 1: The file should be a map of names and values, and is a list.',
  });
});
