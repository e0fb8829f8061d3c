import { completionScript, SHELLS, type Shell } from '../../lib/completion/completion.ts';
import type { Completable } from '../../lib/completion/words.ts';
import { Failure } from '../../lib/failure.ts';
import type { Command } from '../command.ts';

/** `rack completion`; is given the commands, because it is one of them. */
export const completion = (commands: Readonly<Record<string, () => Promise<Command>>>): Command => ({
  name: 'completion',
  summary: 'a script that completes the commands of rack in your shell',
  usage: 'bash|zsh|fish',
  help: `bash: rack completion bash >> ~/.bashrc
zsh:  rack completion zsh >> ~/.zshrc      (after compinit)
fish: rack completion fish > ~/.config/fish/completions/rack-cli.fish
What follows \`ssh rack\` is completed by the script of: ssh rack completion SHELL`,
  options: {},
  words: ['SHELL'],
  async run({ words: [shell], out }) {
    if (!SHELLS.includes(shell as Shell))
      throw new Failure(
        'bad_usage',
        shell === undefined ? 'Say for which shell.' : `"${shell}" is no shell that this knows.`,
        {
          hint: 'Usage: rack completion bash|zsh|fish',
        },
      );
    const all = await Promise.all(Object.values(commands).map((load) => load()));
    out.line(completionScript(shell as Shell, { program: 'rack', commands: all.map(completable) }).trimEnd());
    return 0;
  },
});

// Private

function completable({ name, options }: Command): Completable {
  return { name, options: [...Object.keys(options), 'help'].map((option) => `--${option}`) };
}
