import type { Scenario } from './scenario.ts';

/** Differences between the clouds that are known, with who of the two answers as AWS does. */
export interface Difference {
  /** The titles of the cases that show it, or the names of operations of which some case does. */
  in: string[];
  what: string[];
  /** `both` where AWS leaves it open, or where each answers for its own world. */
  right: 'local' | 'moto' | 'both';
  /** How we know: the section of AWS's reference, or what it rests on else. */
  source: string;
}

/** What a run showed: the differences of each case, by its title. */
export type Seen = Map<string, string[]>;

/** The differences that were seen and are not listed. */
export function unlisted(seen: Seen, listed: readonly Difference[]): string[] {
  const known = (title: string, what: string) =>
    listed.some((each) => isOf(each.in, title) && each.what.includes(what));
  return [...seen].flatMap(([title, all]) =>
    all.filter((what) => !known(title, what)).map((what) => `${title} | ${what}`),
  );
}

/** The differences that are listed and were not seen. */
export function vanished(seen: Seen, listed: readonly Difference[]): string[] {
  const isSeen = (place: string, what: string) =>
    [...seen].some(([title, all]) => isOf([place], title) && all.includes(what));
  return listed.flatMap((each) =>
    each.in.flatMap((place) => each.what.filter((what) => !isSeen(place, what)).map((what) => `${place} | ${what}`)),
  );
}

/** The places that a list names and no case has. */
export function unknownPlaces({ cases }: Scenario, listed: readonly Difference[]): string[] {
  return listed.flatMap((each) => each.in).filter((place) => !cases.some((one) => isOf([place], one.title)));
}

// Private

function isOf(places: readonly string[], title: string): boolean {
  return places.some((place) => place === title || title.startsWith(`${place}: `));
}
