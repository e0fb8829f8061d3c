# What the scripts say and ask of the machine; sourced by them.

say() { printf -- '-----> %s\n' "$*"; }

fail() {
  printf ' !     %s\n' "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1 || [[ -x /usr/sbin/$1 || -x /sbin/$1 ]]; }

# Runs a command as root: itself, or through sudo.
as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif has sudo; then
    sudo "$@"
  else
    fail "This needs root (packages, the Docker engine and its log files): run it as root, or install sudo."
  fi
}

# True when a Docker engine answers at its socket; a client alone is none.
engine_answers() {
  local host=${DOCKER_HOST:-unix:///var/run/docker.sock}
  if [[ $host == unix://* ]] && has curl; then
    [[ -S ${host#unix://} ]] && as_root curl -fsS --max-time 5 --unix-socket "${host#unix://}" http://docker/_ping
  else
    has docker && as_root docker version --format '{{.Server.Version}}'
  fi >/dev/null 2>&1
}

is_package() { apt-cache show "$1" 2>/dev/null | grep -q '^Package:'; }

# Installs Debian packages; does nothing without arguments.
install_packages() {
  (($# > 0)) || return 0
  has apt-get || fail "These are missing, and this system has no apt-get to install them: $*"
  say "Installing packages: $*"
  update_package_lists
  as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" >/dev/null </dev/null
}

# One source of packages that does not answer need not stop us; what cannot be installed will.
update_package_lists() {
  [[ -z ${package_lists_updated:-} ]] || return 0
  as_root apt-get update -qq -o DPkg::Lock::Timeout=300 </dev/null || say "apt-get update had errors; going on"
  package_lists_updated=yes
}
