import type { Phases } from '../../manifest.ts';
import type { Value } from '../value.ts';

/** Reads the commands of deploys, those of Dokku too. A release phase that another file has is the only one. */
export function phasesOf(scripts: Value | undefined, hasRelease: boolean): Phases {
  if (!scripts) return {};
  const { get, notDone } = scripts.fields(['postdeploy', 'pr-predestroy', 'test', 'test-setup', 'dokku']);
  notDone({ 'pr-predestroy': 'a rack has no apps for reviews' });
  const dokku = get('dokku')?.fields(['predeploy', 'postdeploy']);
  dokku?.notDone({ postdeploy: 'nothing runs after each deploy; scripts.postdeploy runs after the first' });
  const predeploy = dokku?.get('predeploy');
  predeploy?.note(
    `${predeploy.path} ${hasRelease ? SECOND : 'runs as the release phase; files that it changes are not kept'}.`,
  );
  return {
    ...(predeploy && !hasRelease && { release: predeploy.text() }),
    ...(get('postdeploy') && { postdeploy: get('postdeploy')!.text() }),
  };
}

// Private

const SECOND = 'does not run: the Procfile has a release phase';
