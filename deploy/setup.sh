# Sourced by run, test and yunqiao: installs and builds what is missing or has changed, and nothing else.
# Needs the .NET SDK and node; says so when they are absent.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE="$ROOT/.cache"
mkdir -p "$CACHE"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

fail() {
  printf 'yunqiao: %s\n' "$*" >&2
  exit 1
}

# need_tools: the two things that a machine brings along.
need_tools() {
  command -v dotnet >/dev/null || fail "the .NET SDK 10 is not on PATH. Install it (https://dotnet.microsoft.com/download) and run this again."
  dotnet --list-sdks | grep -q '^10\.' || fail "the .NET SDK 10 is needed; found: $(dotnet --list-sdks | tr '\n' ' ')"
  command -v node >/dev/null && command -v npm >/dev/null || fail "node 20 or newer and npm are not on PATH. Install them and run this again."
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || fail "node 20 or newer is needed; found $(node --version)."
}

# need_packages NAME…: Debian packages. Root installs them; anybody else is told the one command.
need_packages() {
  local missing=() package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ]; then
    fail "Debian packages are missing. Run this once, then try again:
  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
  fi
  printf 'Installing Debian packages: %s\n' "${missing[*]}"
  (
    export DEBIAN_FRONTEND=noninteractive
    # An interrupted installation leaves half-configured packages that block every later one.
    dpkg --configure -a
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "${missing[@]}"
  ) >"$CACHE/packages.log" 2>&1 || {
    tail -n 20 "$CACHE/packages.log" >&2
    fail "installing Debian packages failed; the whole log is in .cache/packages.log"
  }
}

# state_of PATH…: one line that changes when any source file below the paths changes, comes or goes.
state_of() {
  (cd "$ROOT" && find "$@" -type f \
    -not -path '*/node_modules/*' -not -path '*/bin/*' -not -path '*/obj/*' -not -path 'web/dist/*' \
    -printf '%p %T@ %s\n' 2>/dev/null | LC_ALL=C sort | sha256sum | cut -d' ' -f1)
}

# unless_same NAME STATE COMMAND…: runs the command unless it succeeded before in the same state.
unless_same() {
  local stamp="$CACHE/$1.stamp" state=$2 begin=$SECONDS
  [ "$(cat "$stamp" 2>/dev/null)" = "$state" ] && return 0
  printf '%s … ' "$1"
  rm -f "$stamp"
  shift 2
  if "$@" >"$stamp.log" 2>&1; then
    printf '%s' "$state" >"$stamp"
    rm -f "$stamp.log"
    printf '%s s\n' $((SECONDS - begin))
  else
    printf 'failed\n'
    grep -E 'error|ERR!|Error' "$stamp.log" | sort -u | head -40 >&2 || true
    tail -n 15 "$stamp.log" >&2
    fail "the whole log is in ${stamp#"$ROOT"/}.log"
  fi
}

# npm_ci FOLDER: installs from the lock file; a tree that an interrupted run left half-made is made anew.
npm_ci() {
  (cd "$ROOT/$1" && npm ci --no-audit --no-fund --loglevel=error)
}

set_up_postgres() {
  "$ROOT/deploy/postgres/install.sh"
}

set_up_web_packages() {
  [ -d "$ROOT/web/node_modules" ] || rm -f "$CACHE/web-packages.stamp"
  unless_same web-packages "$(state_of web/package.json web/package-lock.json web/.npmrc)" npm_ci web
}

build_web() {
  set_up_web_packages
  [ -f "$ROOT/web/dist/index.html" ] || rm -f "$CACHE/portal.stamp"
  unless_same portal "$(state_of web docs/openapi)" npm --prefix "$ROOT/web" run build
}

SOURCES='src simulators Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt .editorconfig global.json'

build_project() { # NAME PROJECT
  local binary="$ROOT/$2/bin/Release/net10.0/$3"
  [ -x "$binary" ] || rm -f "$CACHE/$1.stamp"
  # shellcheck disable=SC2086
  unless_same "$1" "$(state_of $SOURCES)" dotnet build "$ROOT/$2" -c Release -v quiet --nologo
}
