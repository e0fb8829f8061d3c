import type { Teller } from './teller.ts';

/** What somebody does with stacks, from beginning to end. */
export interface Story {
  /** Short: it is part of the names of all that is made. */
  name: string;
  about: string;
  tell(teller: Teller): Promise<void>;
  /** Takes away what no stack takes away, after all stacks are deleted. */
  clear?(teller: Teller): Promise<void>;
}
