import t from 'tap';
import { buildsOfServices, readConvoxYml } from '../../../../../server/model/manifest/convox/convox-yml.ts';

interface Row {
  it: string;
  /** What stands under `services: web:` from line 3 on; or the whole file. */
  web?: readonly string[];
  file?: readonly string[];
  env?: Record<string, string>;
  /** What is read of `web`. */
  spec?: object;
  command?: string;
  build?: object;
  builds?: object;
  timers?: object;
  required?: object;
  notes?: readonly RegExp[];
  fails?: RegExp;
}

const FILES = new Set(['Dockerfile', 'Dockerfile2', 'api/Dockerfile', 'api/docker/Other', 'worker/main.py', 'api2/x']);

const NONE = { sees: [] };

const ROWS: readonly Row[] = [
  { it: 'a service with nothing', web: [], spec: NONE, build: {}, builds: { app: {} } },
  { it: 'an empty file', file: [''], fails: /^convox.yml line 1: There is no service in it\.$/ },
  { it: 'a text', file: ['foo'], fails: /line 1: The file should be a map of names and values, and is a text\.$/ },
  { it: 'a misspelt section', file: ['servicess:', '  web: {}'], fails: /There is no service in it/ },
  { it: 'empty services', file: ['services:'], fails: /There is no service/ },
  {
    it: 'unknown keys are noted with the nearest',
    web: ['prot: 3000', 'xyzzy: 1'],
    notes: [
      /^convox.yml line 3: services.web.prot is not known; did you mean port\?$/,
      /^convox.yml line 4: services.web.xyzzy is not known and does nothing\.$/,
    ],
  },
  {
    it: 'labels and tags ask nothing',
    web: ['labels: {a: b}', 'tags: {a: b}', 'init: true', 'test: make test'],
    spec: NONE,
  },
  {
    it: 'what a rack does not do is noted',
    web: ['agent: true', 'privileged: true', 'volumes: [/data]'],
    notes: [
      /web.agent is not done: a service has a number/,
      /web.privileged is not done: processes have no rights/,
      /web.volumes is not done: files of a process/,
    ],
  },
  {
    it: 'params are Convox’s own',
    file: ['params: {Foo: bar}', 'services:', '  web: {}'],
    notes: [/^convox.yml line 1: params is not done/],
  },
  {
    it: 'what would be left open is refused',
    web: ['whitelist: 10.0.0.0/8'],
    fails: /line 3: services.web.whitelist cannot be done: requests from anywhere reach a service/,
  },

  {
    it: 'names are those of hosts',
    file: ['services:', '  web_two: {}'],
    fails: /^convox.yml line 2: "web_two" cannot be a name/,
  },
  { it: 'names do not begin with a digit', file: ['services:', '  2web: {}'], fails: /"2web" cannot be a name/ },
  { it: 'a phase is no service', file: ['services:', '  release: {}'], fails: /release is the name of a phase/ },
  {
    it: 'names that AWS cannot tell apart',
    file: ['services:', '  my-job: {}', '  myjob: {}'],
    fails: /line 3: myjob differs only by - from my-job/,
  },

  { it: 'a folder', web: ['build: ./api/'], build: { directory: 'api' } },
  { it: 'the top', web: ['build: .'], build: {} },
  {
    it: 'a folder that is not there',
    web: ['build: ./ap'],
    fails: /^convox.yml line 3: There is no folder ap in this commit\.$/,
  },
  {
    it: 'a folder whose name begins like another',
    file: ['services:', '  web: {build: ./api}', '  two: {build: api2}'],
    builds: { web: { directory: 'api' }, two: { directory: 'api2' } },
  },
  {
    it: 'a folder above the repository',
    web: ['build: ../x'],
    fails: /build is "..\/x", which is no folder of the repository/,
  },
  {
    it: 'all of a build',
    web: ['build:', '  path: api', '  manifest: docker/Other', '  target: prod', '  args: [A=1, "B=x=y", C=]'],
    build: { directory: 'api', dockerfile: 'docker/Other', target: 'prod', args: { A: '1', B: 'x=y', C: '' } },
  },
  { it: 'args as a map', web: ['build: {args: {A: 1}}'], build: { args: { A: '1' } } },
  {
    it: 'an arg without a value',
    web: ['build: {args: [A]}'],
    build: { args: {} },
    notes: [/args\[0\] is left out: A has no value/],
  },
  { it: 'a Dockerfile at the top', web: ['build: {manifest: Dockerfile2}'], build: { dockerfile: 'Dockerfile2' } },
  {
    it: 'a Dockerfile that is not there',
    web: ['build:', '  path: api', '  manifest: Dockerfile2'],
    fails: /^convox.yml line 5: There is no file api\/Dockerfile2 in this commit\.$/,
  },
  { it: 'an image', web: ['image: nginx'], build: { image: 'nginx:latest' } },
  { it: 'an image with a tag that looks like a number', web: ['image: nginx:1.10'], build: { image: 'nginx:1.10' } },
  {
    it: 'an image and a build',
    web: ['build: .', 'image: nginx'],
    fails: /line 4: services.web.image and services.web.build are both there/,
  },
  { it: 'a name that no image has', web: ['image: "a b"'], fails: /"a b" cannot be the name of an image/ },
  {
    it: 'services that are built alike share an image',
    file: ['services:', '  web: {build: .}', '  worker: {command: w}', '  api: {build: ./api}', '  two: {build: api}'],
    builds: { web: {}, api: { directory: 'api' } },
  },
  { it: 'a build that is a list', web: ['build: [.]'], fails: /build should be a text, and is a list/ },

  { it: 'a command as a line', web: ['command: bin/web -p $PORT'], command: 'bin/web -p $PORT' },
  {
    it: 'a command as words',
    web: ['command: [bin/web, -p, 80, "it\'s", "$x"]'],
    command: "bin/web -p 80 'it'\\''s' '$x'",
  },
  { it: 'what the shell fills in is left to it', web: ['command: echo ${HOME}'], command: 'echo ${HOME}' },
  { it: 'an empty command', web: ['command: []'], fails: /services.web.command is empty/ },

  { it: 'a port', web: ['port: 3000'], spec: { port: 3000, ...NONE } },
  { it: 'a port with a scheme', web: ['port: http:3000'], spec: { port: 3000, ...NONE } },
  { it: 'a port as a map', web: ['port: {port: 3000, scheme: http}'], spec: { port: 3000, ...NONE } },
  {
    it: 'HTTPS to the process is not done',
    web: ['port: https:3000'],
    spec: { port: 3000, ...NONE },
    notes: [/web.port asks for https; requests reach the port by plain HTTP/],
  },
  {
    it: 'a port that is none',
    web: ['port: 70000'],
    fails: /line 3: services.web.port is 70000; it can be 1 to 65535\.$/,
  },
  { it: 'a port that is a word', web: ['port: http'], fails: /services.web.port should be a port, as in 3000/ },
  { it: 'two ports', web: ['port: [80, 81]'], fails: /services.web.port should be a text, and is a list/ },

  { it: 'a health path', web: ['health: /up'], spec: { health: { path: '/up' }, ...NONE } },
  {
    it: 'all of health',
    web: ['health: {path: /up, interval: 10, timeout: 5, grace: 90}'],
    spec: { health: { path: '/up', interval: 10, timeout: 5, grace: 90 }, ...NONE },
  },
  {
    it: 'a short time to start is left to the rack',
    web: ['health: {path: /up, grace: 0}'],
    spec: { health: { path: '/up' }, ...NONE },
  },
  {
    it: 'times that a balancer does not have',
    web: ['health: {interval: 1, timeout: 1}'],
    spec: { health: { interval: 5, timeout: 2 }, ...NONE },
    notes: [/interval is 1; 5 is taken, the least there is/, /timeout is 1; 2 is taken/],
  },
  { it: 'a path without a slash', web: ['health: up'], fails: /services.web.health should be a path such as \/health/ },
  {
    it: 'a worker is not asked',
    file: ['services:', '  w: {health: /up, sticky: true, domain: a.com}'],
    notes: [/w.health is not done: w has no port/, /w.sticky/, /w.domain/],
  },

  { it: 'a count', web: ['scale: 2'], spec: { count: 2, ...NONE } },
  { it: 'no copy', web: ['scale: 0'], spec: { count: 0, ...NONE } },
  {
    it: 'a range runs its least',
    web: ['scale: 3-10'],
    spec: { count: 3, ...NONE },
    notes: [/web.scale is a range: 3 run, and a rack does not scale by itself/],
  },
  { it: 'a range of one', web: ['scale: 3-3'], spec: { count: 3, ...NONE } },
  { it: 'an open range', web: ['scale: 2+'], spec: { count: 2, ...NONE }, notes: [/is a range/] },
  { it: 'a range the wrong way', web: ['scale: 3-1'], fails: /services.web.scale ends before it begins/ },
  {
    it: 'all of scale',
    web: ['scale: {count: {min: 1, max: 1}, cpu: 256, memory: 1024}'],
    spec: { count: 1, cpu: 256, memory: 1024, ...NONE },
  },
  {
    it: 'autoscaling',
    web: ['scale: {count: 1-5, targets: {cpu: 50}, cooldown: 60}'],
    spec: { count: 1, ...NONE },
    notes: [/cooldown is not done/, /targets is not done/, /count is a range/],
  },
  {
    it: 'a size that is a word',
    web: ['scale: {memory: 1g}'],
    fails: /scale.memory should be a whole number, and is a text/,
  },

  {
    it: 'a deployment',
    web: ['deployment: {minimum: 25, maximum: 150}'],
    spec: { deployment: { minimum: 25, maximum: 150 }, ...NONE },
  },
  {
    it: 'a deployment without a copy too many stops one first',
    web: ['deployment: {maximum: 100}'],
    spec: { deployment: { minimum: 0, maximum: 100 }, ...NONE },
  },
  {
    it: 'a deployment without room',
    web: ['deployment: {minimum: 100, maximum: 100}'],
    fails: /services.web.deployment leaves no room/,
  },
  {
    it: 'a deployment of less than all',
    web: ['deployment: {maximum: 65}'],
    fails: /maximum is 65; it can be 100 to 200/,
  },
  { it: 'a singleton', web: ['singleton: true'], spec: { deployment: { minimum: 0, maximum: 100 }, ...NONE } },
  { it: 'a grace', web: ['termination: {grace: 45}', 'drain: 60'], spec: { stopGrace: 45, ...NONE } },
  { it: 'a drain', web: ['drain: 60'], spec: { stopGrace: 60, ...NONE } },
  { it: 'sticky', web: ['sticky: no'], spec: { sticky: false, ...NONE } },
  { it: 'sticky and a word', web: ['sticky: maybe'], fails: /sticky should be true or false, and is a text/ },

  {
    it: 'domains with commas',
    web: ['domain: A.example.org, b.example.org'],
    spec: { domains: ['a.example.org', 'b.example.org'], ...NONE },
  },
  {
    it: 'domains as a list',
    web: ['domain: [a.example.org, "*.example.org"]'],
    spec: { domains: ['a.example.org', '*.example.org'], ...NONE },
  },
  {
    it: 'a domain of the environment',
    web: ['domain: ${HOST}', 'environment: [HOST]'],
    env: { HOST: 'a.com,b.com' },
    spec: { domains: ['a.com', 'b.com'], sees: ['HOST'] },
  },
  {
    it: 'a domain that is not set',
    web: ['domain: ${HOST}'],
    spec: NONE,
    notes: [/^convox.yml line 3: services.web.domain is left out: HOST is not set/],
  },
  { it: 'a domain that is none', web: ['domain: http://a.com'], fails: /"http:\/\/a.com" is no host name/ },

  {
    it: 'web is never internal',
    web: ['internal: true', 'port: 80'],
    fails: /line 3: web is what requests from outside reach/,
  },
  {
    it: 'nothing reaches an internal service',
    file: ['services:', '  api: {port: 80, internal: true, domain: a.com}'],
    notes: [/api.internal: no requests reach api from outside/],
  },

  {
    it: 'an environment',
    web: ['environment:', '- A', '- B=1', '- C=', '- D=x=y'],
    spec: { env: { B: '1', C: '', D: 'x=y' }, sees: ['A', 'B', 'C', 'D'] },
    required: { A: { required: true } },
  },
  {
    it: 'an environment for all',
    file: ['environment: [A, B=1]', 'services:', '  web: {environment: [B=2, C=3]}'],
    spec: { env: { B: '2', C: '3' }, sees: ['A', 'B', 'C'] },
    required: { A: { required: true }, B: { value: '1', required: false } },
  },
  {
    it: 'a default at the top is enough for a service',
    file: ['environment: [A=1]', 'services:', '  web: {environment: [A]}'],
    required: { A: { value: '1', required: false } },
  },
  { it: 'a star is all of it', web: ['environment: ["*", A]'], spec: {}, required: { A: { required: true } } },
  {
    it: 'a list out of an anchor',
    file: ['x: &x [A=1, B=2]', 'services:', '  web: {environment: [*x, C=3]}'],
    spec: { env: { A: '1', B: '2', C: '3' }, sees: ['A', 'B', 'C'] },
    notes: [/^convox.yml line 1: x is not known/],
  },
  {
    it: 'an environment that is a map',
    web: ['environment: {A: 1}'],
    fails: /environment should be a list, and is a map/,
  },
  { it: 'names that are none', web: ['environment: [A-B=1]'], fails: /"A-B" cannot be the name of a variable/ },
  {
    it: 'names of the rack',
    web: ['environment: [PORT=80, A=1]'],
    spec: { env: { A: '1' }, sees: ['A'] },
    notes: [/environment\[0\] is not taken: the rack itself sets PORT/],
  },
  {
    it: 'what nobody sees is said',
    web: ['environment: [A]'],
    env: { A: '1', B: '2' },
    notes: [/^convox.yml line 1: No service sees B: its environment does not name it/],
  },
  {
    it: 'a default for all is filled in',
    file: ['environment: ["U=https://${HOST}/", HOST]', 'services:', '  web: {}'],
    env: { HOST: 'a.com' },
    required: { U: { value: 'https://a.com/', required: false }, HOST: { required: true } },
  },
  {
    it: 'a default of one service would be seen by all',
    web: ['environment:', '- "U=${SECRET}"'],
    env: { SECRET: 's' },
    fails: /line 4: services.web.environment\[0\] is made of the app’s environment\.$/,
  },
  { it: 'a name that is not set', web: ['image: nginx:${TAG}'], fails: /^convox.yml line 3: TAG is not set\.$/ },
  {
    it: 'a name that is set',
    web: ['image: nginx:${TAG}', 'scale: ${N}', 'environment: ["*"]'],
    env: { TAG: '1.27', N: '4' },
    build: { image: 'nginx:1.27' },
    spec: { count: 4 },
  },
  {
    it: 'what is filled in is text and never YAML',
    web: ['image: ${X}', 'environment: ["*"]'],
    env: { X: 'a\nport: 1' },
    fails: /cannot be the name of an image/,
  },
  {
    it: 'words of the shell are not filled in',
    web: ['image: ${TAG:-latest}'],
    fails: /\$\{TAG:-latest\} is not filled in: only \$\{NAME\} is/,
  },

  {
    it: 'how to make and link resources is told',
    file: ['resources: {database: {type: postgres}}', 'services:', '  web: {resources: [database]}'],
    spec: {
      sees: ['DATABASE_HOST', 'DATABASE_NAME', 'DATABASE_PASS', 'DATABASE_PORT', 'DATABASE_URL', 'DATABASE_USER'],
    },
    notes: [
      /^convox.yml line 1: DATABASE_URL is not set. Make database \(ssh rack resources create postgres --name database\) and link it/,
    ],
  },
  {
    it: 'kinds by the names that Convox has for them, and one that the rack has not',
    file: ['resources: {db: {type: rds-mariadb}, find: {type: elasticsearch}}', 'services:', '  web: {port: 80}'],
    notes: [
      /DB_URL is not set. Make db \(ssh rack resources create mysql --name db\)/,
      /The rack makes no elasticsearch: set its address with ssh rack env set APP FIND_URL=…/,
    ],
  },
  {
    it: 'a resource whose address is set',
    file: [
      'resources: {main-db: {type: postgres, options: {a: 1}}}',
      'services:',
      '  web: {resources: ["main-db:DB"], environment: ["*"]}',
    ],
    env: { MAIN_DB_URL: 'x' },
  },
  {
    it: 'a resource that nobody declares',
    file: ['resources: {database: {type: postgres}}', 'services:', '  web: {resources: [databse]}'],
    fails: /line 3: There is no resource databse; did you mean database\?$/,
  },
  {
    it: 'a resource without a type',
    file: ['resources:', '  database:', 'services: {web: {}}'],
    fails: /^convox.yml line 2: resources.database has no type/,
  },

  {
    it: 'a timer',
    file: ['services: {web: {}}', 'timers:', '  clean: {schedule: "0 3 * * ?", command: bin/clean, service: web}'],
    timers: { clean: { schedule: '0 3 * * *', command: 'bin/clean', process: 'web' } },
  },
  {
    it: 'a timer of Convox on AWS',
    file: [
      'services: {web: {}}',
      'timers: {clean: {schedule: "30 18 ? * MON-FRI *", command: [a, b c], service: web, policies: [x]}}',
    ],
    timers: { clean: { schedule: '30 18 * * 1-5', command: "a 'b c'", process: 'web' } },
    notes: [/policies is not done/],
  },
  {
    it: 'a timer that waits',
    file: [
      'services: {web: {}}',
      'timers: {clean: {schedule: "@daily", command: a, service: web, concurrency: Forbid, annotations: [x]}}',
    ],
    notes: [/concurrency is not done: a run begins/],
  },
  {
    it: 'a timer of nobody',
    file: ['services: {worker: {}}', 'timers:', '  clean: {schedule: "@daily", command: a, service: workr}'],
    fails: /^convox.yml line 3: There is no service workr; did you mean worker\?$/,
  },
  {
    it: 'a timer without a service',
    file: ['services: {web: {}}', 'timers: {clean: {schedule: "@daily", command: a}}'],
    fails: /timers.clean has no service/,
  },
  {
    it: 'a timer without a command',
    file: ['services: {web: {}}', 'timers: {clean: {schedule: "@daily", service: web}}'],
    fails: /timers.clean has no command/,
  },
  {
    it: 'a schedule that is none',
    file: [
      'services: {web: {}}',
      'timers:',
      '  clean:',
      '    schedule: "0 3 1 * MON"',
      '    command: a',
      '    service: web',
    ],
    fails: /^convox.yml line 4: A day of the month and a weekday together are two timers\.$/,
  },
  {
    it: 'a timer called as a service',
    file: ['services: {web: {}}', 'timers: {web: {schedule: "@daily", command: a, service: web}}'],
    fails: /web is the name of a service already/,
  },
];

for (const row of ROWS) {
  t.test(row.it, async (t) => {
    const web = row.web?.map((line) => `    ${line}`) ?? [];
    const text = (row.file ?? ['services:', '  web:', ...web]).join('\n');
    const read = () => readConvoxYml(text, { env: row.env ?? {}, files: FILES });
    if (row.fails) return void t.throws(read, { code: 'bad_manifest', message: row.fails });
    const { file, services, timers, env } = read();
    const [first] = services;
    if (row.spec) t.strictSame(first!.spec, row.spec);
    if (row.build) t.strictSame(first!.build, row.build);
    if (row.builds) t.strictSame(buildsOfServices(services), row.builds);
    if (row.timers) t.strictSame(timers, row.timers);
    if (row.required) t.strictSame(env, row.required);
    t.equal(first!.command, row.command);
    t.equal(file.notes.length, row.notes?.length ?? 0, file.notes.join('\n'));
    row.notes?.forEach((note, at) => void t.match(file.notes[at], note));
  });
}
