import t from 'tap';
import { unusedImages } from '../../../../local/ecs/unused-images.ts';

const REGISTRY = '127.0.0.1:5100';
const image = (id: string, ...names: string[]) => ({ id, names });

t.test('images that nothing needs, and only those', async (t) => {
  const images = [
    image('old', 'rack/app:B1', `${REGISTRY}/rack/app:B1`, `${REGISTRY}/rack/app@sha256:1`),
    image('running', 'rack/app:B3'),
    image('rolled-back-to', 'rack/app:B2', `${REGISTRY}/rack/app@sha256:2`),
    image('by-id'),
    image('nameless'),
    image('tagged-by-somebody', 'rack/app:B0', 'mine:latest'),
    image('of-another-registry', '127.0.0.1:51000/rack/app:B1'),
  ];
  const use = {
    rack: 'rack',
    registry: REGISTRY,
    containers: new Set(['running']),
    wanted: new Set([`${REGISTRY}/rack/app@sha256:2`, 'by-id']),
  };
  t.same(
    unusedImages(images, use).map(({ id }) => id),
    ['old', 'nameless'],
  );
});
