import t from 'tap';
import { subjectOf } from '../../../../local/ecr/request-path.ts';

const digest = `sha256:${'a'.repeat(64)}`;

t.test('paths that a Docker client asks for', async (t) => {
  t.same(subjectOf('/v2/'), { kind: 'version' });
  t.same(subjectOf('/v2/rack/app/manifests/v1'), { kind: 'manifest', repository: 'rack/app', reference: 'v1' });
  t.same(subjectOf(`/v2/rack/app/blobs/${digest}`), { kind: 'blob', repository: 'rack/app' });
  t.same(subjectOf('/v2/rack/app/blobs/uploads/'), { kind: 'blob', repository: 'rack/app' });
  t.same(subjectOf('/v2/a/manifests/manifests/v1'), { kind: 'manifest', repository: 'a/manifests', reference: 'v1' });
});

t.test('everything else is none', async (t) => {
  for (const path of [
    '/v2/_catalog',
    '/',
    '/v2/App/tags/list',
    '/v2/../x/tags/list',
    '/v2//x/tags/list',
    '/debug/vars',
  ]) {
    t.equal(subjectOf(path), undefined, path);
  }
});
