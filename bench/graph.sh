#!/usr/bin/env bash
# How fast a million resources are read: bench/graph.sh [--scale 1] [--data DIR] [--no-write]
exec "$(dirname "${BASH_SOURCE[0]}")/build-and-run.sh" graph "$@"
