#!/usr/bin/env bash
# All checks on a clean clone: format, lint, templates, types, and the tests: units, architecture, integration, stories.
# Arguments go to tap instead of the whole list: scripts/test.sh dist/test/stories/push.test.js
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/machine.sh

# The moto whose differences test/conformance lists.
readonly MOTO=5.2.1
# Python programs that judge local/ and the templates, in a place of their own: system-wide pip may be closed.
readonly PYTHON_TOOLS=$PWD/node_modules/.cache/python
export PATH=$PYTHON_TOOLS/bin:$PATH
# So many files that failed are run once more; more than that are no accident.
readonly MOST_AGAIN=5

main() {
  scripts/setup.sh
  install_packages $(missing_packages)
  install_python_tools $(missing_python_tools)
  remove_leftovers
  say "Format and lint"
  npx --no-install biome check .
  cfn-lint templates/*.yml
  say "Types"
  npx --no-install tsc
  npx --no-install tsc -p console
  as_root env PATH="$PATH" node dist/test/prepare.js
  say "Tests"
  run_tests "$@"
}

missing_packages() {
  has docker || ! is_package docker-cli || echo docker-cli
  has wrk || echo wrk
  has ab || echo apache2-utils
  has sshd || echo openssh-server
  has openssl || echo openssl
  has chromium || ! is_package chromium || is_snap chromium || echo chromium
  [[ -z $(missing_python_tools) ]] || python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
}

# Ubuntu's package of that name installs a snap, which does not run everywhere: the tests of the console are left out then.
is_snap() { apt-cache show "$1" 2>/dev/null | grep -qi 'snap'; }

missing_python_tools() {
  has aws || echo awscli
  has cfn-lint || echo cfn-lint
  [[ $(moto_version) == "$MOTO" ]] || echo "moto[server]==$MOTO"
}

# Of the Python that the program belongs to.
moto_version() {
  local python
  has moto_server || return 0
  python=$(dirname "$(command -v moto_server)")/python3
  [[ -x $python ]] || python=python3
  "$python" -c 'from importlib.metadata import version; print(version("moto"))' 2>/dev/null || true
}

install_python_tools() {
  (($# > 0)) || return 0
  say "Installing Python tools: $*"
  [[ -x $PYTHON_TOOLS/bin/pip ]] || python3 -m venv "$PYTHON_TOOLS"
  "$PYTHON_TOOLS/bin/pip" install --quiet --disable-pip-version-check "$@"
}

# A test run that was killed leaves its racks running: their names start with "test-".
remove_leftovers() {
  local home
  for home in "${TMPDIR:-/tmp}"/rack-test-*/home; do
    [[ ! -e $home/config.json ]] || destroy_rack "$home"
  done
  labelled_test ps -a '{{.ID}}' | xargs -r docker rm -f -v >/dev/null
  labelled_test network ls '{{.ID}}' | xargs -r docker network rm >/dev/null
  labelled_test volume ls '{{.Name}}' | xargs -r docker volume rm >/dev/null
}

destroy_rack() {
  say "Removing the rack of an earlier test run in $1"
  as_root env RACK_HOME="$1" bin/rack destroy \
    --confirm "$(as_root node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).rack' "$1/config.json")" || true
}

# The ids of what carries a test rack's label: labelled_test <docker list command…> <id format>
labelled_test() {
  local id=${*: -1} list=("${@:1:$#-1}")
  docker "${list[@]}" --filter label=io.rack.rack --format "$id {{.Label \"io.rack.rack\"}}" |
    awk '$2 ~ /^test-/ { print $1 }'
}

run_tests() {
  local tests failed
  (($# > 0)) || set -- dist/test
  mapfile -t tests < <(find "$@" -name '*.test.js' | sort)
  ((${#tests[@]} > 0)) || fail "No test file is at: $*"
  ! run_tap "${tests[@]}" || return 0
  mapfile -t failed < <(failed_files "${tests[@]}")
  say "Failed: $(failures "${failed[@]}")"
  ((${#failed[@]} > 0 && ${#failed[@]} <= MOST_AGAIN)) || fail "Tests failed: ${failed[*]}"
  run_again "${failed[@]}"
}

run_tap() {
  as_root env PATH="$PATH" npx --no-install tap run "$@"
}

# A busy machine may make a story late. What then passes alone is no failure, but a defect of the test: it is named, to be mended.
run_again() {
  say "Once more, alone: $*"
  remove_leftovers
  run_tap --jobs=1 "$@" || fail "Tests failed twice: $(failures "$@")"
  say "Failed at first and passed alone, to be mended: $*"
}

# The files that told of a failure, or not of their end.
failed_files() {
  local file told
  for file in "$@"; do
    told=.tap/test-results/$file.tap
    { grep -q '^1\.\.' "$told" && ! grep -q '^not ok' "$told"; } 2>/dev/null || echo "$file"
  done
}

# What failed in these files, with its diagnosis, once more at the end: in the whole output it is a line in 200,000.
failures() {
  (($# == 0)) || (cd .tap/test-results && grep -hE -A 30 '^ *not ok ' "${@/%/.tap}") | head -n 400
}

main "$@"
