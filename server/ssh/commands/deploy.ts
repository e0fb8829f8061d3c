import type { Readable } from 'node:stream';
import { outputTo } from '../../deploy/output.ts';
import { checkProcesses, parseProcfile, RELEASE_PHASE } from '../../model/procfile.ts';
import { type Arguments, type Command, noMoreWords, usageFailure } from '../command.ts';
import { inputText } from '../input.ts';

export const deploy: Command = {
  name: 'deploy',
  usage: 'APP --image NAME [--process TYPE=COMMAND]… [--procfile] | APP --tar [--strip]',
  summary: 'Deploys without a push: an image that was built elsewhere, or a tarball',
  details: [
    '',
    '  --image NAME             as docker pull takes it: nginx:1.27, ghcr.io/acme/shop@sha256:…',
    '  --process TYPE=COMMAND   what runs instead of the image’s own command as web',
    '  --procfile               reads what runs from standard input, in the form of a Procfile',
    '  --tar                    reads a tar archive from standard input, plain or gzipped',
    '  --strip                  takes away the one folder in which all of it lies',
    '',
    '  ssh rack deploy myapp --tar < myapp.tgz',
    '  git archive --format=tgz HEAD | ssh rack deploy myapp --tar',
  ],
  on: 'new app',
  role: 'deploy',
  options: {
    image: { type: 'string' },
    process: { type: 'string', multiple: true },
    procfile: { type: 'boolean' },
    tar: { type: 'boolean' },
    strip: { type: 'boolean' },
  },
  async run({ actor, rack, app, stdin, tell, signal }, args) {
    noMoreWords(deploy, args);
    checkUsage(args);
    const request = { actor, signal, output: outputTo((line) => void tell(`${line}\n`)) };
    const { image, strip } = args.options;
    if (typeof image !== 'string')
      await rack.deployments.tarball(app, { archive: stdin, strip: strip === true }, request);
    else await rack.deployments.image(app, { image, processes: await processesOf(args, stdin) }, request);
  },
};

// Private

/** The largest Procfile that is read. */
const MOST_PROCFILE = 64 * 1024;

function checkUsage({ options }: Arguments): void {
  const { image, tar, strip, procfile, process } = options;
  if ((image === undefined) === !tar) throw usageFailure(deploy, 'Say either --image NAME or --tar.');
  if (tar && (procfile || process)) throw usageFailure(deploy, 'A tarball says in its own Procfile what runs.');
  if (strip && !tar) throw usageFailure(deploy, '--strip is for --tar.');
  if (procfile && process) throw usageFailure(deploy, 'Say either --procfile or --process.');
}

async function processesOf({ options }: Arguments, stdin: Readable): Promise<Record<string, string | null>> {
  if (options.procfile) {
    const { processes: named, release } = parseProcfile(await inputText(stdin, MOST_PROCFILE));
    const processes = Object.keys(named).length > 0 ? named : { web: null };
    return release === undefined ? processes : { ...processes, [RELEASE_PHASE]: release };
  }
  const pairs = (options.process as string[] | undefined) ?? ['web='];
  return checkProcesses(Object.fromEntries(pairs.map(pairOf)));
}

function pairOf(text: string): [type: string, command: string] {
  const at = text.indexOf('=');
  if (at < 1) throw usageFailure(deploy, `"${text}" is no TYPE=COMMAND.`);
  return [text.slice(0, at), text.slice(at + 1)];
}
