import { table } from '../../lib/table.ts';
import type { Arguments, CommandContext } from './command.ts';

/** How a listing is shown to people. */
export interface Listing<T> {
  /** The names of the columns; the first one names the thing. */
  header: readonly string[];
  row(each: T): readonly string[];
  /** What scripts call it; the first column unless told. */
  id?(each: T): string;
  /** What to do when there is nothing yet; goes to standard error, so that nothing is nothing for scripts. */
  empty: string;
}

/**
 * Prints a list: as a table, as JSON, or as names alone. Terminals and pipes get the same bytes: an ssh command has
 * no terminal at its other end that could tell one from the other.
 */
export async function printList<T>(
  { print, tell }: Pick<CommandContext, 'print' | 'tell'>,
  { options }: Arguments,
  list: readonly T[],
  { header, row, id, empty }: Listing<T>,
): Promise<void> {
  if (options.json) return print(`${JSON.stringify(list, null, 2)}\n`);
  if (options.quiet) return print(list.map((each) => `${id ? id(each) : row(each)[0]}\n`).join(''));
  if (list.length === 0) return tell(`${empty}\n`);
  await print(table(header, list.map(row)));
}
