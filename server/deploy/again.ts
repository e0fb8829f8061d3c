import type { Release } from '../model/release.ts';

/** How to go on after a release that did not get there, for whoever made it. */
export function howToGoOn({ origin }: Pick<Release, 'origin'>): string {
  if (origin.kind === 'image') return 'Mend it and deploy again.';
  if (origin.kind === 'tarball') return 'Mend it and deploy a new tarball.';
  return 'Mend it, commit and push again; the same commit can be pushed again too.';
}
