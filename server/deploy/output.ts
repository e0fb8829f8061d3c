/**
 * Where a deploy tells what it does, whoever listens: a push over any door, or a redeploy. Plain lines, flushed one by
 * one, in Heroku's shape.
 */
export interface Output {
  /** `-----> text` */
  step(text: string): void;
  /** Seven spaces and the text; several lines are told line by line. */
  line(text: string): void;
  /** ` !     text`, for failures. */
  warn(text: string): void;
  /** The line as it is. */
  raw(text: string): void;
}

/** An output that writes whole lines (without line end) to one function. */
export function outputTo(write: (line: string) => void): Output {
  const each = (prefix: string, text: string) => {
    for (const line of text.split('\n')) write(`${prefix}${line}`.trimEnd());
  };
  return {
    step: (text) => write(`-----> ${text}`),
    line: (text) => each('       ', text),
    warn: (text) => each(' !     ', text),
    raw: (text) => each('', text),
  };
}

/** The output of what nobody listens to: the app's log and the audit log keep what came of it. */
export const SILENCE: Output = outputTo(() => {});

/** An output that tells two others the same. */
export function toBoth(one: Output, other: Output): Output {
  const tell = (kind: keyof Output) => (text: string) => {
    one[kind](text);
    other[kind](text);
  };
  return { step: tell('step'), line: tell('line'), warn: tell('warn'), raw: tell('raw') };
}
