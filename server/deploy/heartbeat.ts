import { HEARTBEAT } from '../git/wait.ts';
import type { Output } from './output.ts';

/** An output that says a word whenever nothing was said for 15 seconds, until it is stopped. */
export function withHeartbeat(output: Output, silence = HEARTBEAT): Output & { stop(): void } {
  const started = Date.now();
  const beat = () => output.line(`… still working (${Math.round((Date.now() - started) / 1000)}s; Ctrl-C stops it)`);
  const timer = setInterval(beat, silence);
  const alive =
    (say: (text: string) => void) =>
    (text: string): void => {
      timer.refresh();
      say(text);
    };
  return {
    step: alive((text) => output.step(text)),
    line: alive((text) => output.line(text)),
    warn: alive((text) => output.warn(text)),
    raw: alive((text) => output.raw(text)),
    stop: () => clearInterval(timer),
  };
}

/** An output whose steps and warnings are also written to the app's log; details stay with the one who deploys. */
export function recorded(output: Output, write: (message: string) => void): Output {
  return {
    line: (text) => output.line(text),
    step: (text) => {
      write(text);
      output.step(text);
    },
    warn: (text) => {
      for (const line of text.split('\n')) write(line);
      output.warn(text);
    },
    raw: (text) => {
      write(text.replace(/^=+> /, ''));
      output.raw(text);
    },
  };
}
