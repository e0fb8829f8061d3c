import t from 'tap';
import { ejected } from '../../../buildpacks/eject.ts';
import { planOf } from './detection/table.ts';

const base = { image: 'node:1', digest: '', lines: ['RUN useradd app'] };
const bases = { build: base, run: { ...base, image: 'node:1-slim' } };
const manifest = { dependencies: { a: '1' }, scripts: { start: 'node a.js' } };

t.test('the Dockerfile builds the repository itself, and runs what a rack would', async (t) => {
  const plan = await planOf({
    'package.json': JSON.stringify(manifest),
    'package-lock.json': '',
    'patches/a.patch': '',
  });
  const [dockerfile, ignore, ...others] = ejected(plan, bases, 'shop');
  t.equal(dockerfile!.path, 'Dockerfile');
  t.match(
    dockerfile!.text,
    /COPY \S+ package\.json package-lock\.json \.\/\nCOPY \S+ patches\/ \.\/patches\/\nRUN \S+id=shop\/home\/app\/\.npm/,
  );
  t.match(
    dockerfile!.text,
    /FROM node:1-slim\nRUN useradd app\n[\s\S]*COPY --chown=1000:1000 \. \.\/\nCMD node a\.js\n$/,
  );
  t.notMatch(dockerfile!.text, / app\//);
  t.same(ignore, {
    path: '.dockerignore',
    text: '.git\nDockerfile\n.dockerignore\nnode_modules\n**/node_modules\n',
    isScript: false,
  });
  t.same(others, []);
});

t.test('the buildpack’s own files come along', async (t) => {
  const files = ejected(await planOf({ 'index.html': '' }), bases, 'site');
  t.match(files[0]!.text, /COPY \S+ \.rack \/home\/app\/rack\n/);
  t.same(
    files.slice(2).map(({ path, isScript }) => [path, isScript]),
    [
      ['.rack/nginx.conf', false],
      ['.rack/bin/serve', true],
    ],
  );
});
