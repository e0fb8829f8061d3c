import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { dockerignore } from '../../../docker/dockerignore.ts';
import { projectRoot } from '../../../lib/root.ts';

/** What Docker's own library answers: for each ignore file what of the tree is out, or that it is refused. */
const table: {
  tree: string[];
  cases: { file: string; bad?: true; out?: string[] }[];
} = JSON.parse(readFileSync(join(projectRoot, 'test/unit/docker/dockerignore.golden.json'), 'utf8'));

t.test('every ignore file of the table leaves out what Docker leaves out', async (t) => {
  t.ok(table.cases.length > 150);
  for (const { file, bad, out = [] } of table.cases) {
    const answer = outOf(file, table.tree);
    if (bad) t.equal(answer, 'bad_ignore_file', JSON.stringify(file));
    else t.strictSame(answer, out, JSON.stringify(file));
  }
});

t.test('the refusal names file and pattern', async (t) => {
  t.throws(() => dockerignore('node_modules\n[a-\n', '.slugignore'), {
    code: 'bad_ignore_file',
    message: '.slugignore has a pattern that Docker cannot read: [a-',
  });
});

t.test('a file of too many patterns, or of one that is too long, is refused at once', async (t) => {
  const many = Array.from({ length: 100_000 }, (_, at) => `folder${at}`).join('\n');
  const long = `a${' '.repeat(100_000)}x`;
  const began = performance.now();
  t.throws(() => dockerignore(many), { message: '.dockerignore has more than 1000 patterns.' });
  t.throws(() => dockerignore(long), { message: '.dockerignore has a line of more than 1000 characters.' });
  t.ok(performance.now() - began < 2000);
});

t.test('50,000 files are asked for in less than two seconds', async (t) => {
  const patterns = [
    'node_modules',
    '**/*.test.js',
    '**/coverage/**',
    '*.md',
    '!README.md',
    '**/.env*',
    'docs/**/*.png',
  ];
  const isOut = dockerignore(patterns.join('\n'));
  const paths = Array.from({ length: 50_000 }, (_, at) => `packages/p${at % 50}/src/m${at % 1000}/file${at}.js`);
  const startedAt = process.cpuUsage();
  t.strictSame(paths.filter(isOut), []);
  const { user } = process.cpuUsage(startedAt);
  t.comment(`${Math.round(user / 1000)} ms`);
  t.ok(user < 2_000_000);
});

t.test('no pattern makes the server go back and forth', async (t) => {
  const names = ['a'.repeat(5000), `${'a/'.repeat(100)}a`];
  for (const pattern of [`${'*a'.repeat(40)}b`, `${'**/a/'.repeat(40)}b`, `${'**/'.repeat(100)}b`, 'a{1000}{1000}b'])
    t.strictSame(outOf(pattern, names), [], pattern.slice(0, 20));
});

t.test('marks that only expressions know, and a range without end', async (t) => {
  for (const pattern of ['a\\b', 'a?{1,2}', 'a?{9999}']) t.equal(outOf(pattern, ['a']), 'bad_ignore_file', pattern);
});

function outOf(file: string, tree: string[]): string[] | string {
  try {
    return tree.filter(dockerignore(file));
  } catch (error) {
    return (error as { code: string }).code;
  }
}
