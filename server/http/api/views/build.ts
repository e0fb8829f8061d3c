import type { Build, BuildState } from '../../../model/build.ts';
import { listOf, shape, text, time, word } from '../../schema.ts';

const BASE_IMAGE = shape('BaseImage', {
  image: text('As FROM names it'),
  digest: text('What it is exactly'),
});

/** A build as clients see it. */
export const BUILD = shape(
  'Build',
  {
    id: text('B and nine capital letters'),
    app: text('Its app'),
    status: word('Where it stands, in the words of the stock client', ['running', 'complete', 'failed']),
    state: word('Where it stands', ['waiting', 'running', 'complete', 'failed', 'cancelled']),
    description: text('What whoever started it says of it, or the commit that it is of'),
    'git-sha': text('The commit that its files were taken from'),
    release: text('The release that it ended in; empty until then'),
    manifest: text('The convox.yml of its commit, where one build is asked for'),
    reason: text('Why there is no image'),
    unit: text('Which of the images of the app it makes'),
    commit: text('The commit; empty while a tarball is not read yet'),
    started: time('When it began, or began to wait'),
    startedAt: time('When it began, or began to wait'),
    ended: time('When it ended'),
    endedAt: time('When it ended'),
    createdBy: text('The developer who started it'),
    bases: listOf(BASE_IMAGE, 'What it is built on'),
    image: text('The image by digest'),
  },
  ['manifest', 'reason', 'ended', 'endedAt', 'image', 'git-sha'],
);

export function buildView({ gitSha, ...build }: Build, release: string | undefined) {
  const sha = gitSha ?? build.commit;
  return {
    ...build,
    status: STATUS[build.state],
    description: build.description ?? (build.commit && `Commit ${build.commit.slice(0, 7)}`),
    ...(sha && { 'git-sha': sha }),
    release: release ?? '',
    started: build.startedAt,
    ended: build.endedAt,
  };
}

// Private

/** The stock client takes any other word for the end of a build, also `created`. */
const STATUS: Readonly<Record<BuildState, string>> = {
  waiting: 'running',
  running: 'running',
  complete: 'complete',
  failed: 'failed',
  cancelled: 'failed',
};
