/** What programs print at the end of a failure, whatever failed: where it happened in them, where a log lies, how they are used, what else can be tried. */
const CLOSING_WORDS: readonly RegExp[] = [
  // Maven
  /^\[ERROR\]\s*(-> \[Help \d+\]|\[Help \d+\] .*|To see the full stack trace .*|Re-run Maven .*|For more information .*|After correcting .*|mvn .* -rf .*)?$/,
  /^\[INFO\]/,
  // Gradle
  /^(\* Try:|> (Run with|Get more help at) .*|BUILD FAILED in .*|\d+ actionable tasks?: .*)$/,
  // npm, Yarn, pnpm
  /^npm (error|ERR!)\s*(A complete log of this run can be found in.*|.*\.npm\/_logs\/.*)?$/,
  /^info Visit .* for documentation about this command\.$/,
  /^ ?ELIFECYCLE\b/,
  // pip, Composer (how the command is used)
  /^\[notice\] /,
  /^[\w:-]+( \[-[^\]]*\])+( \[--\])?( \[?<.*)?$/,
  // Java's word for the memory that it is given
  /^Picked up JAVA_TOOL_OPTIONS: /,
  // Stack traces
  /^at [^\s(]+.*(\(.*\)|:\d+:\d+)$/,
  /^\.\.\. \d+ more$/,
  // Cargo
  /^warning: build failed, waiting for other jobs/,
];

/** Whether a line says nothing of what failed. */
export function isClosingWord(line: string): boolean {
  const text = line.trim();
  return text === '' || CLOSING_WORDS.some((each) => each.test(text));
}
