import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../../../lib/root.ts';
import { openApiText } from '../../../../server/http/openapi/text.ts';

t.test('openapi.yml says what the routes say: `npm run docs` writes it anew', (t) => {
  const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  t.equal(readFileSync(join(projectRoot, 'openapi.yml'), 'utf8'), openApiText(version));
  t.end();
});
