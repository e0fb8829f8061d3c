import { outputTo } from '../../deploy/output.ts';
import { type Arguments, type Command, type CommandContext, usageFailure } from '../command.ts';

/** The request of a command that changes resources: progress goes where questions do. */
export function request({ actor, signal, tell }: CommandContext) {
  return { actor, signal, output: outputTo((line) => void tell(`${line}\n`)) };
}

/** What is left of the words, as options of a resource: `storage=50`. */
export function optionsIn(command: Command, { words }: Arguments): Record<string, string> {
  const pairs = words.map((word) => {
    const at = word.indexOf('=');
    if (at < 1) throw usageFailure(command, `"${word}" is no OPTION=VALUE.`);
    return [word.slice(0, at), word.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs);
}
