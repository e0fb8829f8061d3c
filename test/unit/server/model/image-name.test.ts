import t from 'tap';
import { parseImageName } from '../../../../server/model/image-name.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

t.test('names of images, as Docker tells registry and repository apart', async (t) => {
  for (const [name, registry, repository, full] of [
    ['nginx', undefined, 'nginx', 'nginx:latest'],
    ['nginx:1.27', undefined, 'nginx', 'nginx:1.27'],
    ['acme/shop', undefined, 'acme/shop', 'acme/shop:latest'],
    ['localhost/shop', 'localhost', 'shop', 'localhost/shop:latest'],
    ['localhost:5000/a/b:c', 'localhost:5000', 'a/b', 'localhost:5000/a/b:c'],
    ['127.0.0.1:5000/rack/hello', '127.0.0.1:5000', 'rack/hello', '127.0.0.1:5000/rack/hello:latest'],
    [`ghcr.io/acme/shop@${DIGEST}`, 'ghcr.io', 'acme/shop', `ghcr.io/acme/shop@${DIGEST}`],
    [`shop:1@${DIGEST}`, undefined, 'shop', `shop:1@${DIGEST}`],
    ['[::1]:5000/a', '[::1]:5000', 'a', '[::1]:5000/a:latest'],
    ['deadbeef', undefined, 'deadbeef', 'deadbeef:latest'],
  ] as const)
    t.same(parseImageName(name), { registry, repository, full }, name);
});

t.test('what is no name, or an id', async (t) => {
  const no = [
    '',
    ' ',
    '../x',
    'a/../b',
    'a//b',
    '/a',
    'a/',
    'Nginx',
    'a b',
    '-x',
    'a:',
    'a@sha256:1',
    'a\nb',
    'http://a/b',
    'a:b/c:d',
  ];
  for (const name of [...no, DIGEST, DIGEST.slice(7), 'sha256:abc', 'x'.repeat(600)])
    t.throws(() => parseImageName(name), { code: 'bad_image_name' }, JSON.stringify(name));
});
