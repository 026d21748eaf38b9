#!/usr/bin/env bash
# How soon a thousand listeners hear of a commit: bench/events.sh [--scale 1] [--data DIR] [--no-write]
exec "$(dirname "${BASH_SOURCE[0]}")/build-and-run.sh" events "$@"
