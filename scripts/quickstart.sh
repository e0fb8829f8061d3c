#!/usr/bin/env bash
# From a clone to a running app: sets the machine up, brings a rack up, pushes examples/hello-node with the stock git
# client, and asks the app. Safe to repeat.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/machine.sh

readonly APP=hello-node
export RACK_HOME=${RACK_HOME:-$HOME/.rack}
readonly REPOSITORY=$RACK_HOME/quickstart/$APP

main() {
  scripts/setup.sh
  rack up "$@"
  commit_example
  push
  wait_until_it_answers
  tell_what_next
}

# The rack runs as root, like the Docker engine whose log files it reads. What was answered is kept in RACK_HOME.
rack() {
  as_root env RACK_HOME="$RACK_HOME" PATH="$PATH" bin/rack "$@"
}

# A repository of its own for the example, so that nothing of this clone is pushed.
commit_example() {
  as_root mkdir -p "$REPOSITORY"
  as_root cp -R "examples/$APP/." "$REPOSITORY/"
  [[ -e $REPOSITORY/.git ]] || in_example init -q -b main
  in_example config remote.rack.url "rack:$APP"
  in_example config remote.rack.fetch '+refs/heads/*:refs/remotes/rack/*'
  in_example add -A
  in_example diff --cached --quiet 2>/dev/null || in_example commit -q -m "Say hello"
}

# git with the ssh configuration of the rack; the user's own is neither read nor changed.
in_example() {
  as_root env GIT_SSH_COMMAND="ssh -F '$RACK_HOME/ssh/config'" GIT_TERMINAL_PROMPT=0 \
    git -C "$REPOSITORY" -c user.name=Quickstart -c user.email=quickstart@localhost \
    -c safe.directory='*' -c commit.gpgSign=false "$@" </dev/null
}

push() {
  if [[ $(in_example ls-remote rack refs/heads/main 2>/dev/null | cut -f1) == $(in_example rev-parse HEAD) ]]; then
    say "$APP is deployed already; nothing to push"
  else
    say "git push rack main"
    in_example push rack main
  fi
}

wait_until_it_answers() {
  local attempt answer
  for attempt in {1..120}; do
    if answer=$(ask); then
      printf '\n$ curl %s\n%s\n' "$(url)" "$answer"
      return
    fi
    sleep 0.5
  done
  fail "$(url) does not answer. See: ssh -F $RACK_HOME/ssh/config rack logs $APP"
}

# Name resolution of *.localhost differs between systems; the router is on this machine in any case.
ask() {
  curl -fsS --max-time 5 --noproxy '*' --connect-to "::127.0.0.1:" "$(url)" 2>/dev/null
}

url() {
  [[ -n ${app_url:-} ]] || app_url=$(rack status --json | app_url_of)
  echo "$app_url"
}

app_url_of() {
  node -e 'const { router } = JSON.parse(require("fs").readFileSync(0)); console.log(`http://'$APP'.${router.domain}:${router.http}/`)'
}

tell_what_next() {
  cat <<END

Your rack runs. What next:
  bin/rack ssh-config >> ~/.ssh/config       ssh and git know the host "rack" from now on
  ssh rack help                              what one can do with apps
  ssh rack logs $APP -f                what the app prints
  git remote add rack rack:my-app            in a repository of yours, then: git push rack main
  bin/rack status | down | up | destroy      the rack itself
END
}

main "$@"
