import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import t from 'tap';
import { poll } from '../../lib/retry.ts';
import { type RunResult, run } from '../../lib/run.ts';
import { nodeApp } from './app.ts';
import { ANY_EXIT, Follower } from './follower.ts';
import { Rack } from './rack.ts';

t.test('commands in containers', async (t) => {
  const rack = await Rack.start(t);
  const app = await rack.app('myapp', nodeApp('hello'));
  const push = await app.push();
  t.equal(push.code, 0, push.stderr);
  t.equal((await rack.ssh("env set myapp SECRET='two  words'")).code, 0);

  await t.test('bash at a terminal: its size, colours, resize, Ctrl-C and exit code', async (t) => {
    const terminal = await Terminal.open(rack, 'stty rows 30 cols 100', 'run myapp bash');
    t.teardown(() => terminal.stop());
    await terminal.until('$ ');
    terminal.type('stty size; echo $TERM; printf "%s\\n" "[$SECRET]"; tput setaf 1\r');
    await terminal.until('[two  words]');
    t.match(terminal.output, /\r30 100\r\nxterm-256color\r\n/);
    await terminal.until('\x1b[31m');
    await terminal.resize(50, 132);
    terminal.type('until [ "$(stty size)" = "50 132" ]; do sleep 0.1; done; echo re""sized\r');
    await terminal.until('resized');
    // One process: dash loses a Ctrl-C that comes while it starts another one.
    terminal.type(`node -e 'console.log("be" + "gun"); setTimeout(() => {}, 1e6)'\r`);
    await terminal.until('begun');
    terminal.type('\x03');
    await terminal.until('^C');
    terminal.type('exit 9\r');
    t.equal(await terminal.exit(), 9);
  });

  await t.test('exit codes are those of the command, also of one that was killed or is not there', async (t) => {
    const codes = [0, 1, 126, 127, 130, 255];
    const exited = codes.map((code) => rack.ssh(`run myapp 'exit ${code}'`));
    const others = ['run myapp nothing-there', "run myapp 'kill -9 $$'", 'exec myapp web.1 nothing-there'];
    const ended = await Promise.all([...exited, ...others.map((line) => rack.ssh(line))]);
    t.same(
      ended.map(({ code }) => code),
      [...codes, 127, 137, 127],
    );
    t.match(ended.at(-1)?.stderr, /nothing-there: .*not found/);
  });

  await t.test('words keep their quotes, and the two outputs stay apart', async (t) => {
    const words = await rack.ssh(`run -e 'A= $b' myapp -- sh -c 'echo "$1|$A"; echo wrong >&2' x "a  b"`);
    t.same(words, { code: 0, stdout: 'a  b| $b\n', stderr: 'wrong\n' });
    const copy = await rack.ssh('exec myapp web.1 -- printenv SECRET RACK_PROCESS');
    t.equal(copy.stdout, 'two  words\nweb\n');
  });

  await t.test('100 MB go through a command and come back unchanged', async (t) => {
    const file = join(rack.folder, 'large');
    await run(['dd', 'if=/dev/urandom', `of=${file}`, 'bs=1M', 'count=100', 'status=none']);
    const sum = async (command: string) => (await shell(command, rack, file)).stdout.split(' ')[0];
    const started = performance.now();
    t.equal(await sum('ssh -F "$1" rack run myapp cat < "$2" | sha256sum'), await sum('sha256sum "$2"'));
    t.comment(`100 MB there and back in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  });

  await t.test('8 MB of stderr come to a reader that is slow, and stdout with them', async (t) => {
    const reader =
      "perl -e 'while (sysread STDIN, $b, 2**18) { $n += length $b; select undef, undef, undef, 0.02 } print $n'";
    const command = "run myapp 'head -c 8388608 /dev/zero >&2; echo done; exit 4'";
    const script = `{ ssh -F "$1" rack "${command}" 2>&1 >&3 | ${reader}; echo " \${PIPESTATUS[0]}"; } 3>&1`;
    const { stdout } = await shell(script, rack);
    t.match(stdout, /done/);
    t.match(stdout, /8388608 4$/m);
  });

  await t.test('a client that is killed leaves neither container nor process behind', async (t) => {
    const attended = rack.sshFollow(t, "run myapp 'echo ready; sleep 4321'");
    const beside = rack.sshFollow(t, "exec myapp web.1 'echo ready; sleep 4322'");
    await Promise.all([attended.until('ready'), beside.until('ready')]);
    t.equal((await oneOffs(rack)).length, 1);
    attended.signal('SIGKILL');
    beside.signal('SIGKILL');
    await poll(async () => ((await oneOffs(rack)).length === 0 ? true : undefined));
    await poll(async () => ((await run(['pgrep', '-f', 'sleep 4322'], { ok: [0, 1] })).code === 1 ? true : undefined));
    t.equal((await app.get()).text, 'hello', 'the copy goes on');
  });

  await t.test('signals of a client reach the command', async (t) => {
    const client = await connected(t, rack);
    const line = `run myapp 'trap "echo caught; exit 42" INT; echo ready; while :; do sleep 0.1; done'`;
    const channel = await new Promise<ssh2.ClientChannel>((resolve, reject) =>
      client.exec(line, (error, opened) => (error ? reject(error) : resolve(opened))),
    );
    let output = '';
    channel.on('data', (chunk: Buffer) => {
      output += chunk;
      if (output === 'ready\n') channel.signal('INT');
    });
    const [exit] = await Promise.all(['exit', 'close'].map((event) => once(channel, event)));
    t.same(exit, [42]);
    t.match(output, /caught/);
  });

  await t.test('a detached command has a name, its lines are in the log, and its time ends it', async (t) => {
    const { stdout } = await rack.ssh("run --detach --timeout 1s myapp 'echo from afar; sleep 1000'");
    t.match(stdout, /^run\.\d{4}\n$/);
    const log = rack.sshFollow(t, `logs myapp -f -p ${stdout.trim()}`);
    await log.until('exited with code 143');
    t.match(log.output, `app[${stdout.trim()}]: from afar`);
    const late = await rack.ssh('run --timeout 1s myapp sleep 1000');
    t.equal(late.code, 1);
    t.match(late.stderr, /The command was ended: it may take 1 seconds/);
  });

  await t.test('a server that is killed leaves no container of an attended command', async (t) => {
    const attended = rack.sshFollow(t, "run myapp 'echo ready; sleep 4323'");
    await attended.until('ready');
    rack.kill('server');
    await poll(async () => ((await oneOffs(rack)).length === 0 ? true : undefined));
    await rack.up();
    t.equal((await rack.ssh('run myapp true')).code, 0, 'the agent is back');
  });
});

// Private

/** The ids of the running containers of one-off commands. */
async function oneOffs(rack: Rack): Promise<string[]> {
  const filters = ['--filter', `label=rack.name=${rack.name}`, '--filter', 'label=rack.process=run'];
  return (await run(['docker', 'ps', '-q', ...filters])).stdout.split('\n').filter((id) => id !== '');
}

/** A script of bash, whose first argument is the rack's ssh configuration. */
function shell(script: string, rack: Rack, ...args: string[]): Promise<RunResult> {
  return run(['bash', '-c', script, 'bash', rack.status.ssh.config, ...args], { ok: ANY_EXIT });
}

async function connected(t: { teardown(clean: () => unknown): void }, rack: Rack): Promise<ssh2.Client> {
  const config = await readFile(rack.status.ssh.config, 'utf8');
  const privateKey = await readFile(/IdentityFile "?([^"\n]+)/.exec(config)?.[1] as string);
  const client = new ssh2.Client();
  t.teardown(() => client.end());
  client.connect({ host: '127.0.0.1', port: rack.status.ssh.port, username: 'rack', privateKey });
  await once(client, 'ready');
  return client;
}

/** `ssh -t rack <command>` at a terminal of its own, typed into. */
class Terminal extends Follower {
  private readonly process: ChildProcess;
  private device = '';

  private constructor(process: ChildProcess) {
    super(process);
    this.process = process;
  }

  /** `prepare` is run at the terminal before. */
  static async open(rack: Rack, prepare: string, command: string): Promise<Terminal> {
    const line = `tty; ${prepare}; exec ssh -F '${rack.status.ssh.config}' -t rack ${command}`;
    const env = { ...process.env, TERM: 'xterm-256color', SHELL: '/bin/bash' };
    const terminal = new Terminal(spawn('script', ['-qec', line, '/dev/null'], { env }));
    await terminal.until('\n');
    terminal.device = /\/dev\/\S+/.exec(terminal.output)?.[0] as string;
    return terminal;
  }

  type(keys: string): void {
    this.process.stdin?.write(keys);
  }

  async resize(rows: number, columns: number): Promise<void> {
    await run(['stty', '-F', this.device, 'rows', `${rows}`, 'cols', `${columns}`]);
  }
}
