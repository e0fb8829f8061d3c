import { type Completed, firstWords, secondWords } from './words.ts';

/**
 * Functions that bash and zsh both understand: `<prefix>_candidates HOST WORD…` prints what the last word can be, a line
 * each. Commands and options stand in the script, so that they come at once.
 */
export function coreFunctions(prefix: string, { commands, hosts }: Completed): string {
  const seconds = [...secondWords(commands)].map(
    ([first, words]) => `    ${first}) printf '%s\\n' ${words.join(' ')} ;;`,
  );
  const options = commands.map(({ name, options }) => `    '${name}') printf '%s\\n' ${options.join(' ') || "''"} ;;`);
  return `${prefix}_seconds() {
  case $1 in
${seconds.join('\n')}
  esac
}

${prefix}_options() {
  case $1 in
${options.join('\n')}
    *) return 1 ;;
  esac
}

${prefix}_candidates() {
  local host=$1 cur=
  shift
  for cur in "$@"; do :; done
  case "\${#},$cur" in
    1,*) printf '%s\\n' ${firstWords(commands).join(' ')}; return ;;
    *,-*) ${prefix}_options "$1 $2" || ${prefix}_options "$1"; return ;;
    2,*) ${prefix}_seconds "$1" ;;
  esac
${hosts ? ASK : ''}}
`;
}

// Private

/** Without the word that is being written: the shell picks by it. */
const ASK = `  local said=complete
  while [ $# -gt 1 ]; do
    case $1 in *[!A-Za-z0-9._=:/-]*) ;; *) said="$said $1" ;; esac
    shift
  done
  ssh -o BatchMode=yes -o ConnectTimeout=2 "$host" "$said" </dev/null 2>/dev/null
`;
