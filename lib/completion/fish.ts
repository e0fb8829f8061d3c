import { type Completable, type Completed, firstWords, secondWords } from './words.ts';

/** For fish, from 3.0 on. */
export function fishScript(completed: Completed): string {
  const { program, hosts } = completed;
  const prefix = program === undefined ? '__rack_ssh' : `__${program}_cli`;
  const condition = hosts ? ` -n '${prefix}_words > /dev/null'` : '';
  return `${wordsFunction(prefix, hosts)}
${candidatesFunction(prefix, completed)}
complete -c ${program ?? 'ssh'}${condition} -f -a '(${prefix}_candidates)'
`;
}

// Private

/** A function that prints the words before the one that is being written: all, or those to a host, which it then puts first. */
function wordsFunction(prefix: string, hosts: readonly string[] | undefined): string {
  if (!hosts) return `function ${prefix}_words\n  commandline -opc\nend\n`;
  return `function ${prefix}_words
  set -l words (commandline -opc)
  set -e words[1]
  while set -q words[1]
    if string match -qr '^-[BbcDEeFIiJLlmOoPpQRSWw]$' -- $words[1]
      set -e words[1]
    else if not string match -q -- '-*' $words[1]
      contains -- (string replace -r '.*@' '' -- $words[1]) ${hosts.join(' ')}; or return 1
      printf '%s\\n' $words
      return 0
    end
    set -e words[1]
  end
  return 1
end
`;
}

function candidatesFunction(prefix: string, { commands, hosts }: Completed): string {
  return `function ${prefix}_candidates
  set -l words (${prefix}_words)
  set -l host $words[1]
  set -e words[1]
  set -l name "$words[1..2]"
  if not set -q words[1]
    printf '%s\\n' ${firstWords(commands).join(' ')}
    return
  end
  if string match -q -- '-*' (commandline -ct)
    switch $name
${options(commands)}
    end
    return
  end
  if not set -q words[2]
    switch $words[1]
${[...secondWords(commands)].map(([first, words]) => `      case ${first}\n        printf '%s\\n' ${words.join(' ')}`).join('\n')}
    end
  end
${hosts ? "  ssh -o BatchMode=yes -o ConnectTimeout=2 $host complete (string match -r '^[A-Za-z0-9._=:/-]+$' -- $words) < /dev/null 2> /dev/null\n" : ''}end
`;
}

/** Those of two words come first: of two that fit, fish takes the first one. */
function options(commands: readonly Completable[]): string {
  const sorted = [...commands].sort((one, other) => other.name.split(' ').length - one.name.split(' ').length);
  return sorted
    .map(({ name, options }) => {
      const cases = name.includes(' ') ? `'${name}'` : `'${name}' '${name} *'`;
      return `      case ${cases}\n        printf '%s\\n' ${options.join(' ') || "''"}`;
    })
    .join('\n');
}
