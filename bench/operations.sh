#!/usr/bin/env bash
# How much the durable engine gets done, and how soon it goes on after a node is lost: bench/operations.sh [--scale 1] [--data DIR] [--no-write]
exec "$(dirname "${BASH_SOURCE[0]}")/build-and-run.sh" operations "$@"
