#!/usr/bin/env bash
# Brings a Debian or Ubuntu machine that has git and Node.js to where a rack can run: packages, a Docker engine, the
# dependencies, a build. Safe to repeat: a step that has nothing to do says nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/machine.sh

readonly OLDEST_NODE=20

main() {
  check_node
  install_packages $(missing_packages)
  start_engine
  install_dependencies
  build
}

check_node() {
  local major
  major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
  ((major >= OLDEST_NODE)) || fail "Rack needs Node.js $OLDEST_NODE or newer (with npm); install it and try again."
}

# The Debian packages of what is not there yet. Compilers come later, and only if something must be compiled.
missing_packages() {
  has git || echo git
  has ssh-keygen && has ssh || echo openssh-client
  has curl || echo curl
  has ss || echo iproute2
  [[ -e /etc/ssl/certs/ca-certificates.crt ]] || echo ca-certificates
  has mmdebstrap || echo mmdebstrap
  [[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]] || echo debian-archive-keyring
  engine_packages
}

# Nothing where an engine answers already, whatever it is and wherever it came from.
engine_packages() {
  ! engine_answers || return 0
  has dockerd || echo docker.io
  has iptables || echo iptables
  # Debian 13 has the client apart from the engine.
  has docker || ! is_package docker-cli || echo docker-cli
  # On a kernel with AppArmor the engine refuses to start containers without its parser.
  [[ $(cat /sys/module/apparmor/parameters/enabled 2>/dev/null) != Y ]] || has apparmor_parser || echo apparmor
}

start_engine() {
  ! engine_answers || return 0
  [[ -z ${DOCKER_HOST:-} || $DOCKER_HOST == unix://* ]] || fail "No Docker engine answers at DOCKER_HOST=$DOCKER_HOST."
  say "Starting the Docker engine"
  if [[ -d /run/systemd/system ]]; then
    as_root systemctl start docker || true
  else
    start_dockerd
  fi
  wait_for_engine
}

# Without systemd: in the background and in a session of its own, so that it outlives this terminal.
start_dockerd() {
  local pid_file=/var/run/docker.pid
  if [[ -e $pid_file && ! -d /proc/$(cat "$pid_file") ]]; then
    as_root rm -f "$pid_file"
  fi
  as_root sh -c 'setsid dockerd >>/var/log/dockerd.log 2>&1 </dev/null &'
}

wait_for_engine() {
  local attempt
  for attempt in {1..120}; do
    ! engine_answers || return 0
    ((attempt < 5)) || pidof dockerd >/dev/null || break
    sleep 0.5
  done
  show_engine_log >&2
  fail "The Docker engine does not come up; the last lines of its log are above."
}

show_engine_log() {
  if [[ -d /run/systemd/system ]]; then
    as_root journalctl -u docker -n 15 --no-pager || true
  else
    as_root tail -n 15 /var/log/dockerd.log || true
  fi
}

# Installed again only when package-lock.json or the Node.js version changed.
install_dependencies() {
  local stamp=node_modules/.rack-installed want
  want="$(sha256sum <package-lock.json) $(node -p process.versions.modules)"
  [[ $(cat $stamp 2>/dev/null) != "$want" ]] || return 0
  say "Installing the dependencies"
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  compile_native
  # tap's types and loader, for the plugins that .taprc names.
  npx --no-install tap build >/dev/null
  echo "$want" >$stamp
}

# better-sqlite3 comes ready-made where its release can be downloaded; else it is compiled. ssh2 does without its own
# native part.
compile_native() {
  say "Preparing better-sqlite3 (about a minute where it must be compiled)"
  npm_rebuild better-sqlite3 >/dev/null 2>&1 && sqlite_works || {
    install_packages $(missing_compilers)
    npm_rebuild better-sqlite3 >/dev/null
    sqlite_works || fail "better-sqlite3 was compiled, but cannot be loaded."
  }
  npm_rebuild ssh2 >/dev/null 2>&1 || true
}

npm_rebuild() {
  local headers
  headers=$(local_node_headers)
  env ${headers:+npm_config_nodedir="$headers"} npm rebuild --loglevel=error "$@"
}

sqlite_works() {
  node -e "new (require('better-sqlite3'))(':memory:')" 2>/dev/null
}

missing_compilers() {
  has python3 || echo python3
  has make || echo make
  has g++ || echo g++
}

# Headers of the same version beside the running node spare their download.
local_node_headers() {
  local prefix header
  prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  header=$prefix/include/node/node_version.h
  [[ ! -e $header ]] || ! grep -q "NODE_MAJOR_VERSION $(node -p 'process.versions.node.split(".")[0]')\$" "$header" ||
    echo "$prefix"
}

# Compiled again only when a source is newer than the last build.
build() {
  local stamp=dist/.built
  [[ ! -e $stamp ]] || [[ -n $(newer_sources $stamp) ]] || return 0
  say "Building"
  npx --no-install tsc
  remove_orphans
  touch $stamp
}

newer_sources() {
  find tsconfig.json package-lock.json lib wire agent local cli server buildpacks docker image bench test \
    \( -name '*.ts' -o -name '*.json' -o -type d \) -newer "$1" -print -quit
}

# What was compiled from a source that is gone would still be run as a test.
remove_orphans() {
  local file source
  while IFS= read -r file; do
    source=${file#dist/}
    [[ -e ${source%.js}.ts ]] || rm -f "$file" "$file.map"
  done < <(find dist -name '*.js')
}

main "$@"
