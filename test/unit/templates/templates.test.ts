import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../../lib/root.ts';

const skip = spawnSync('cfn-lint', ['--version']).status === 0 ? false : 'cfn-lint is not installed';

t.test('cfn-lint has nothing to say of the templates, nor of what they are composed to', { skip }, async (t) => {
  const folder = join(projectRoot, 'templates');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yml'));
  const templates = names.map((name) => join(folder, name));
  const golden = join(projectRoot, 'test', 'unit', 'server', 'deploy', 'template.golden.json');
  const { stdout } = spawnSync('cfn-lint', [...templates, golden], { encoding: 'utf8' });
  t.equal(stdout, '');
});
