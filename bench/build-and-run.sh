#!/usr/bin/env bash
# Builds the benchmark program and the server, and runs one benchmark: bench/build-and-run.sh NAME [OPTION…]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../deploy/setup.sh"

need_tools
set_up_postgres
cd "$ROOT"
dotnet build bench/Yunqiao.Bench -c Release -v quiet --nologo
exec bench/Yunqiao.Bench/bin/Release/net10.0/Yunqiao.Bench "$@"
