import { completionScript, SHELLS, type Shell } from '../../../lib/completion/completion.ts';
import type { Completable } from '../../../lib/completion/words.ts';
import { type Command, noMoreWords, takeWord, usageFailure } from '../command.ts';

/** `completion`; asks for the commands late, because it is one of them. */
export function completion(commands: () => readonly Command[]): Command {
  const command: Command = {
    name: 'completion',
    usage: 'bash|zsh|fish [--host NAME]',
    summary: 'Prints a script that completes what follows `ssh rack`',
    details: [
      '',
      '  bash   ssh rack completion bash >> ~/.bashrc',
      '  zsh    ssh rack completion zsh >> ~/.zshrc      (after compinit)',
      '  fish   ssh rack completion fish > ~/.config/fish/completions/rack.fish',
      '',
      '  --host NAME   how your ssh calls this rack (rack); may be given several times',
      '',
      'Commands and options stand in the script; for names of apps and the like it asks the rack.',
    ],
    on: 'rack',
    role: 'read',
    options: { host: { type: 'string', multiple: true } },
    async run({ print }, args) {
      const shell = takeWord(command, args, 'for which shell: bash, zsh or fish');
      noMoreWords(command, args);
      if (!SHELLS.includes(shell as Shell)) throw usageFailure(command, `"${shell}" is no shell that this knows.`);
      const hosts = (args.options.host as string[] | undefined) ?? ['rack'];
      for (const host of hosts)
        if (!/^[\w.-]+$/.test(host)) throw usageFailure(command, `"${host}" is no name of a host.`);
      await print(completionScript(shell as Shell, { commands: commands().map(completable), hosts }));
    },
  };
  return command;
}

// Private

function completable({ name, on, options = {} }: Command): Completable {
  const all = [...Object.keys(options), ...(on === 'rack' || 'app' in options ? [] : ['app']), 'help'];
  return { name, options: all.map((option) => `--${option}`) };
}
