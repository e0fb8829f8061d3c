#!/bin/sh
# Installs the dependencies of server and agent into ./node_modules, and takes away what does not run.
set -eu

main() {
  npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error
  # Ready-made where its release can be downloaded; else compiled, in this stage only.
  npm rebuild better-sqlite3 --loglevel=silent && sqlite_works || compile_sqlite
  remove_what_only_the_installer_uses
  remove_what_never_runs
}

sqlite_works() {
  node -e "new (require('better-sqlite3'))(':memory:')" 2>/dev/null
}

compile_sqlite() {
  apt-get update -q
  apt-get install -qy --no-install-recommends python3 make g++
  npm_config_nodedir=$(node_headers) npm rebuild better-sqlite3 --loglevel=error
  sqlite_works
}

# Where the headers of this Node.js lie: beside it, or in the npm package that its binary came from.
node_headers() {
  if [ -e /usr/local/include/node/node.h ]; then
    echo /usr/local
    return
  fi
  arch=$(node -p process.arch)
  version=$(node -p process.versions.node)
  cd /tmp
  npm pack --silent "node-linux-$arch@$version" >/dev/null
  tar xzf "node-linux-$arch-$version.tgz" package/include
  echo /tmp/package
}

remove_what_only_the_installer_uses() {
  rm -rf node_modules/@aws-sdk/client-service-quotas
}

# The SDK comes three times over, of which Node.js loads one; SQLite's sources are five times as large as what is made of them.
remove_what_never_runs() {
  rm -rf node_modules/better-sqlite3/deps node_modules/better-sqlite3/build/Release/obj* node_modules/better-sqlite3/build/Release/.deps
  find node_modules \( -name dist-es -o -name dist-types -o -name test -o -name tests \) -type d -prune -exec rm -rf {} +
  find node_modules \( -name '*.map' -o -name '*.md' -o -name '*.ts' -o -name '*.flow' \) -type f -delete
}

main
