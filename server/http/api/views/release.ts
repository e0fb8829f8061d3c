import type { Release } from '../../../model/release.ts';
import { integer, listOf, mapOf, type Schema, shape, text, time, word } from '../../schema.ts';

const ANYTHING: Schema = {};

/** A release as clients see it. */
export const RELEASE = shape(
  'Release',
  {
    id: text('R and nine capital letters'),
    app: text('Its app'),
    version: integer('1, 2, 3… within its app, as in v4'),
    state: word('What became of it', ['created', 'deploying', 'live', 'failed']),
    description: text('What it came from, for people'),
    build: text(
      'The build of its image; of an image that was not built here the id of the release itself, which stands for it',
    ),
    env: text('Its environment as lines of NAME=value; for the role deploy, and where one release is asked for'),
    environment: mapOf(text('A value'), 'The same, by name, with values as they are'),
    manifest: text('The convox.yml of its commit, where one release is asked for'),
    created: time('When it was made'),
    createdAt: time('When it was made'),
    liveAt: time('When it went live last'),
    createdBy: text('The developer who made it'),
    commit: text('The commit that was built'),
    origin: mapOf(true, 'What it was made from: a commit, a tarball, an image'),
    image: text('Its image by digest; empty before anything was built'),
    processes: mapOf(ANYTHING, 'Process type → how it runs'),
    phases: mapOf(text('A command'), 'The commands of its deploy'),
    timers: mapOf(ANYTHING, 'Name → a command that runs by the clock'),
    variables: mapOf(ANYTHING, 'What the manifest says of variables'),
    secrets: listOf(text('A name'), 'The names of its variables'),
  },
  ['build', 'env', 'environment', 'manifest', 'commit', 'liveAt'],
);

/** A release of which the stock client can make another one: what was built of it always has a name. */
export function releaseView(release: Release) {
  const hasImages = Object.keys(release.processes).length > 0;
  return {
    ...release,
    ...(hasImages && { build: release.build ?? release.id }),
    created: release.createdAt,
  };
}
