import { coreFunctions } from './core.ts';
import { type Completed, SSH_VALUES } from './words.ts';

/** For bash, from 3.2 on. */
export function bashScript(completed: Completed): string {
  return completed.program === undefined ? ofSsh(completed) : ofProgram(completed.program, completed);
}

// Private

function ofProgram(program: string, completed: Completed): string {
  const prefix = `_${program}_cli`;
  return `${coreFunctions(prefix, completed)}
${prefix}() {
  ${reply(`${prefix}_candidates '' "\${COMP_WORDS[@]:1:COMP_CWORD}"`)}
}

complete -F ${prefix} ${program}
`;
}

/** What was there to complete ssh with goes on for all other hosts. */
function ofSsh(completed: Completed): string {
  const { hosts = [] } = completed;
  return `${coreFunctions('_rack', completed)}
_rack_ssh() {
  local at host=
  for ((at = 1; at < COMP_CWORD; at++)); do
    case \${COMP_WORDS[at]} in
      ${SSH_VALUES}) ((at++)) ;;
      -*) ;;
      *) host=\${COMP_WORDS[at]}; break ;;
    esac
  done
  case \${host#*@} in
    ${hosts.join(' | ')})
      # Files are no words of the rack.
      compopt +o default 2> /dev/null
      ${reply('_rack_candidates "$host" "${COMP_WORDS[@]:at+1:COMP_CWORD-at}"')}
      ;;
    *) _rack_other_ssh "$@" ;;
  esac
}

# Other hosts are completed by what bash-completion brings, which loads it only when it is needed.
_rack_other_ssh() {
  local each
  COMPREPLY=()
  declare -F _ssh _comp_cmd_ssh > /dev/null || { _comp_load ssh || _completion_loader ssh; } > /dev/null 2>&1
  complete -o default -F _rack_ssh ssh
  for each in _comp_cmd_ssh _ssh; do
    if declare -F "$each" > /dev/null; then "$each" "$@"; return; fi
  done
}

complete -o default -F _rack_ssh ssh
`;
}

/** Sets COMPREPLY to the lines of a command that begin with the word that is being written; nothing expands them. */
function reply(command: string): string {
  return `local line cur=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in "$cur"*) COMPREPLY+=("$line") ;; esac
  done < <(${command})`;
}
