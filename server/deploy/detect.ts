import { type Detected, detect, type Surroundings } from '../../buildpacks/index.ts';
import type { Tree } from '../../buildpacks/plan.ts';
import { Failure } from '../../lib/failure.ts';
import type { Source } from '../git/source.ts';
import { parseProcfile, RELEASE_PHASE } from '../model/procfile.ts';
import type { Output } from './output.ts';

/** What a commit is: how it is built, and which processes it has. */
export interface Detection {
  detected: Detected;
  /** Process type → command line; null runs the image's own command. The release phase is one of them. */
  processes: Record<string, string | null>;
  /** Where the processes come from, for people. */
  declaredBy: string;
}

/** Reads the pushed tree: language, versions and processes. Tells what it finds; throws when nothing fits. */
export async function detectApp(source: Source, surroundings: Surroundings, output: Output): Promise<Detection> {
  const tree = listedOnce(source);
  const [detected, procfile] = await Promise.all([detect(tree, surroundings), tree.read('Procfile')]);
  tell(detected, output);
  if (procfile !== undefined) {
    const { processes, release } = parseProcfile(procfile);
    const all = release === undefined ? processes : { ...processes, [RELEASE_PHASE]: release };
    return { detected, processes: all, declaredBy: 'Procfile declares types' };
  }
  if (detected.kind === 'dockerfile') {
    return { detected, processes: { web: null }, declaredBy: 'No Procfile, the image’s own command runs as' };
  }
  const { processes, title } = detected.plan;
  if (Object.keys(processes).length === 0) throw noProcess(title);
  return { detected, processes, declaredBy: 'No Procfile, default types for Node.js' };
}

// Private

function tell(detected: Detected, output: Output): void {
  if (detected.kind === 'dockerfile') {
    output.step('Dockerfile found');
    return;
  }
  const { title, because, version, pin, notes } = detected.plan;
  output.step(`${title} app detected (${because})`);
  output.line(`${title} ${version} (${pin.from}${pin.wanted === version ? '' : `: ${pin.wanted}`})`);
  for (const note of notes) output.warn(note);
}

/** The same tree, which lists its files once and reads only those it has: every look costs a process of git. */
function listedOnce(source: Source): Tree {
  const files = source.files();
  const read = async (path: string) => ((await files).includes(path) ? source.read(path) : undefined);
  return { files: () => files, read };
}

function noProcess(title: string): Failure {
  return new Failure('no_process', `This ${title} app does not say how it is started.`, {
    hint: 'Add a Procfile with a line such as  web: node server.js  or a start script in package.json.',
  });
}
