import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { TOOLS } from '../../buildpacks/python/tools.ts';
import { run } from '../../lib/run.ts';
import { Rack } from '../stories/rack.ts';

/**
 * Apps whose lockfiles are written by the tools themselves, just before they are pushed: lockfiles of uv and Pipenv name the
 * registry that they were made with.
 */
const asked = process.env.RACK_EXAMPLES?.split(/[\s,]+/) ?? [];
const options = { skip: !asked.includes('all') && !asked.includes('python-locks') && 'asked for with RACK_EXAMPLES' };

const LOCK_TIMEOUT_MS = 5 * 60_000;

const flask = (text: string) =>
  `from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get("/")\ndef hello():\n    return "${text}"\n`;

t.test('lockfiles of uv and Pipenv', options, async (t) => {
  const rack = await Rack.start(t);

  await t.test(
    'uv installs what is locked, then the project, and neither again for a change of the code',
    async (t) => {
      const pyproject = `[project]
name = "shop"
version = "1.0.0"
requires-python = ">=3.11"
dependencies = ["flask", "gunicorn"]

[build-system]
requires = ["uv_build"]
build-backend = "uv_build"
`;
      const files = await locked(t, 'uv', 'uv.lock', { 'pyproject.toml': pyproject });
      const app = await rack.app('locked-by-uv', { ...files, 'src/shop/__init__.py': flask('Hello') });
      const push = await app.push();
      t.equal(push.code, 0, push.stderr);
      t.match(push.stderr, /Python app detected \(uv\.lock\)/);
      t.equal((await app.get()).text, 'Hello');
      await app.commit({ 'src/shop/__init__.py': flask('Hello again') });
      const again = await app.push();
      t.equal(again.code, 0, again.stderr);
      t.match(again.stderr, /--no-install-project \(cached\)/);
      t.match(again.stderr, /COPY \/app\/\.venv \/app\/\.venv \(cached\)/, 'the packages are the same layer');
      t.equal((await app.get()).text, 'Hello again');
    },
  );

  await t.test('Pipenv installs what is locked, and refuses what is not', async (t) => {
    const files = await locked(t, 'pipenv', 'Pipfile.lock', { Pipfile: '[packages]\nflask = "*"\ngunicorn = "*"\n' });
    const app = await rack.app('locked-by-pipenv', { ...files, 'app.py': flask('Hello') });
    const push = await app.push();
    t.equal(push.code, 0, push.stderr);
    t.match(push.stderr, /Python app detected \(Pipfile\)/);
    t.equal((await app.get()).text, 'Hello');
    await app.commit({ Pipfile: '[packages]\nflask = "*"\ngunicorn = "*"\nrequests = "*"\n' });
    const declined = await app.push();
    t.equal(declined.code, 1);
    t.match(declined.stderr, /Your Pipfile\.lock[\s\S]*is out of/);
  });
});

// Private

/** These files, and the lockfile that the tool writes for them. */
async function locked(
  t: Test,
  tool: 'uv' | 'pipenv',
  lockfile: string,
  files: Record<string, string>,
): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'rack-lock-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const tools = join(folder, '.tools');
  await run(['python3', '-m', 'venv', tools]);
  await run([join(tools, 'bin/pip'), 'install', '-q', `${tool}==${TOOLS[tool]}`], { timeout: LOCK_TIMEOUT_MS });
  await run([join(tools, 'bin', tool), 'lock'], {
    cwd: folder,
    env: { PIPENV_VENV_IN_PROJECT: '1' },
    timeout: LOCK_TIMEOUT_MS,
  });
  return { ...files, [lockfile]: await readFile(join(folder, lockfile), 'utf8') };
}
