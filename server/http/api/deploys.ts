import { PassThrough, type Readable } from 'node:stream';
import { Failure } from '../../../lib/failure.ts';
import type { ReleaseRequest } from '../../apps/turn.ts';
import { TARBALL_LIMITS } from '../../git/tarball.ts';
import { checkProcesses } from '../../model/procfile.ts';
import type { Release } from '../../model/release.ts';
import { readBody } from '../body.ts';
import { parseObject } from '../form.ts';
import { Progress } from '../progress.ts';
import type { AppContext, Route } from '../routes.ts';
import { text } from '../schema.ts';

/**
 * `POST /apps/{app}/deploys` deploys what its body is: a tar archive, or by JSON an image (`{"image": …}`), a commit or
 * release (`{"commit": …}`), or the live release once more (`{}`). The answer is the progress; see `Progress`.
 */
export const deploys: Route = {
  method: 'POST',
  path: '/apps/{app}/deploys',
  summary: 'Deploys a tarball, an image or a commit',
  on: 'new app',
  role: 'deploy',
  params: {
    strip: { type: 'text', in: 'query', what: 'takes the one folder away in which everything of the tarball lies' },
  },
  takes: 'bytes',
  answers: text('The progress, line by line; with `Accept: application/x-ndjson` an object a line'),
  answersIn: 'text/plain',
  async run(context) {
    const isJson = /^application\/json\b/i.test(context.headers['content-type'] ?? '');
    return isJson ? ofJson(context) : ofTarball(context);
  },
};

// Private

/** The most that a JSON body may be. */
const MOST_JSON = 64 * 1024;

async function ofTarball(context: AppContext): Promise<void> {
  const body = await context.body(TARBALL_LIMITS.bytes);
  // Through a pipe of its own: who gives up reading destroys it, and the rest of the request is to be read all the same.
  const archive = new PassThrough();
  body.on('error', (error) => archive.destroy(error)).pipe(archive);
  const strip = isYes(context.query.get('strip'));
  await told(context, body, (request) => context.rack.deployments.tarball(context.app, { archive, strip }, request));
}

async function ofJson(context: AppContext): Promise<void> {
  const body = await context.body(MOST_JSON);
  const asked = parse((await readBody(body)).toString());
  await told(context, body, (request) => start(context, asked, request));
}

function start({ rack, app }: AppContext, { image, processes, commit, build }: Asked, request: ReleaseRequest) {
  if (image !== undefined)
    return rack.deployments.image(app, { image, processes: checkProcesses(processes ?? { web: null }) }, request);
  const what = commit !== undefined && { what: commit };
  return rack.redeploys.redeploy(app, { ...what, build: build === true }, request);
}

/** Does the work while its progress is the answer. */
async function told(
  context: AppContext,
  body: Readable,
  work: (request: ReleaseRequest) => Promise<Release>,
): Promise<void> {
  const { actor, signal, reply, headers } = context;
  const progress = new Progress(reply, headers.accept);
  try {
    const release = await work({ actor, signal, output: progress.output });
    await progress.succeeded(release);
  } catch (error) {
    await progress.failed(error, body);
  }
}

interface Asked {
  image?: string;
  /** Process type → command line; null runs the image's own command. */
  processes?: Record<string, string | null>;
  /** A commit's id, a branch, a tag, or a release. */
  commit?: string;
  /** Builds the commit anew. */
  build?: boolean;
}

/** What each member may be. In a map, so that `toString` and `__proto__` are no members. */
const MEMBERS: ReadonlyMap<string, (value: unknown) => boolean> = new Map<keyof Asked, (value: unknown) => boolean>([
  ['image', (value) => typeof value === 'string'],
  ['processes', isProcesses],
  ['commit', (value) => typeof value === 'string'],
  ['build', (value) => typeof value === 'boolean'],
]);

function parse(text: string): Asked {
  const value = parsed(text);
  const wrong = Object.entries(value).find(([name, each]) => !MEMBERS.get(name)?.(each));
  if (wrong) throw badBody(`"${wrong[0]}" is not known here, or not of the right type.`);
  const asked = value as Asked;
  if (asked.image !== undefined && (asked.commit !== undefined || asked.build !== undefined))
    throw badBody('An image is deployed as it is; it has no commit and no build.');
  if (asked.image === undefined && asked.processes) throw badBody('Processes can be named for an image only.');
  return asked;
}

function parsed(text: string): object {
  try {
    return parseObject(text);
  } catch {
    throw badBody('The body is no JSON object.');
  }
}

function isProcesses(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((line) => line === null || typeof line === 'string');
}

function badBody(what: string): Failure {
  return new Failure('bad_body', what, {
    hint: 'Send {"image": "nginx:1.27"}, {"commit": "main"} or {}; a tarball goes without Content-Type: application/json.',
  });
}

const isYes = (value: string | null) => value !== null && !['', '0', 'false', 'no'].includes(value);
