/** What a check found: a fact for people, and how to mend it where it is a problem. */
export interface Finding {
  text: string;
  /** Set where it is a problem: what to do about it. */
  mend?: string;
}

/** One thing that `rack doctor` looks at. What it throws is a problem too. */
export interface Check {
  name: string;
  look(): Promise<Finding>;
}

/** A finding that is fine, or a problem with its way out. */
export function finding(isFine: boolean, text: string, mend: string): Finding {
  return isFine ? { text } : { text, mend };
}
