/** When a schedule is due. */
export interface Expression {
  /** The first time after a moment; undefined when there is none any more. Both are milliseconds since 1970. */
  next(after: number): number | undefined;
  /** It is due once, whatever the start and the end of its schedule. */
  isOnce?: true;
}
