import t from 'tap';
import { composeManifest } from '../../../../../server/model/manifest/compose.ts';
import { readDeclarations } from '../../../../../server/model/manifest/declarations.ts';

t.test('an app that does not say how it is started is told how its language does', async (t) => {
  const hint = (title: string) => {
    try {
      const nothing = { procfile: undefined, appJson: undefined, buildpacks: undefined, convoxYml: undefined };
      const declarations = readDeclarations(nothing, { env: {}, files: new Set() });
      composeManifest(declarations, { builds: { app: {} }, defaults: { app: { title, processes: {} } } });
    } catch (error) {
      return (error as { hint?: string }).hint;
    }
    return undefined;
  };
  const line = 'Add a Procfile with a line such as  web: ';
  t.equal(hint('Node.js'), `${line}node server.js  or a start script in package.json`);
  t.equal(hint('Python'), `${line}gunicorn app:app`);
  t.equal(hint('Go'), `${line}bin/server`);
});
