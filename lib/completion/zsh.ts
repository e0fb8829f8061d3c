import { coreFunctions } from './core.ts';
import { type Completed, SSH_VALUES } from './words.ts';

/** For zsh; after compinit. */
export function zshScript(completed: Completed): string {
  return completed.program === undefined ? ofSsh(completed) : ofProgram(completed.program, completed);
}

// Private

function ofProgram(program: string, completed: Completed): string {
  const prefix = `_${program}_cli`;
  return `${coreFunctions(prefix, completed)}
${prefix}() {
  compadd -- \${(f)"$(${prefix}_candidates '' "\${(@)words[2,CURRENT]}")"}
}

compdef ${prefix} ${program}
`;
}

/** zsh's own completion of ssh goes on for all other hosts. */
function ofSsh(completed: Completed): string {
  const { hosts = [] } = completed;
  return `${coreFunctions('_rack', completed)}
_rack_ssh() {
  local at host=
  for ((at = 2; at < CURRENT; at++)); do
    case $words[at] in
      ${SSH_VALUES}) ((at++)) ;;
      -*) ;;
      *) host=$words[at]; break ;;
    esac
  done
  case \${host#*@} in
    ${hosts.join(' | ')}) compadd -- \${(f)"$(_rack_candidates "$host" "\${(@)words[at+1,CURRENT]}")"} ;;
    *) _ssh "$@" ;;
  esac
}

compdef _rack_ssh ssh
`;
}
