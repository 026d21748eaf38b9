#!/usr/bin/env bash
# How fast 100,000 things are taken in, new and unchanged: bench/merge.sh [--scale 1] [--data DIR] [--no-write]
exec "$(dirname "${BASH_SOURCE[0]}")/build-and-run.sh" merge "$@"
