#!/usr/bin/env bash
# How soon a server is ready and what it costs idle: bench/idle.sh [RUNS]
# Starts ./run with a fresh data folder, then again with the same one; prints seconds from command to ready line, and after
# quiet seconds the proportional memory (shared pages count once) of server and PostgreSQL, and the server's CPU time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
runs=${1:-3}
data=$(mktemp -d)
chmod 755 "$data"
trap 'rm -rf "$data"' EXIT

pss_mib() { # PID…
  local pid
  for pid in "$@"; do cat "/proc/$pid/smaps_rollup" 2>/dev/null; done | awk '/^Pss:/ {sum += $2} END {printf "%d", sum / 1024}'
}

postgres_pids() { # the postmaster whose data lies in the folder, and its children
  local postmaster
  for postmaster in $(pgrep -x postgres); do
    if tr '\0' ' ' <"/proc/$postmaster/cmdline" 2>/dev/null | grep -q -- "$data"; then
      echo "$postmaster"
      pgrep -P "$postmaster"
    fi
  done
}

cpu_ms() { awk '{print ($14 + $15) * 10}' "/proc/$1/stat"; }

printf '%-4s %-6s %8s %11s %13s %12s\n' run start ready_s server_MiB postgres_MiB cpu_ms_15s
for run in $(seq 1 "$runs"); do
  for start in first again; do
    [ $start = first ] && find "$data" -mindepth 1 -delete
    log=$(mktemp)
    begin=$(date +%s%N)
    YUNQIAO_ADMIN_PASSWORD=bench-only-password-1 ./run --port 0 --data "$data/d" --no-demo >"$log" 2>&1 &
    pid=$!
    until grep -q 'is ready at' "$log"; do
      kill -0 $pid 2>/dev/null || { cat "$log"; exit 1; }
      sleep 0.02
    done
    ready=$((($(date +%s%N) - begin) / 1000000))
    sleep 10
    before=$(cpu_ms $pid)
    sleep 15
    after=$(cpu_ms $pid)
    # shellcheck disable=SC2046
    printf '%-4s %-6s %8s %11s %13s %12s\n' "$run" "$start" "$(awk "BEGIN{print $ready/1000}")" \
      "$(pss_mib $pid)" "$(pss_mib $(postgres_pids))" $((after - before))
    kill $pid
    wait $pid || true
    rm -f "$log"
  done
done
