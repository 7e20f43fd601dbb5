#!/usr/bin/env bash
# How fast evidence becomes events, per core, each kind of file against its floor in the same run.
#
#   ./dev bench evidence                256 MB of made-up logs; prints
#   ./dev bench evidence --write        the same, and writes docs/benchmarks/evidence.md
#   ./dev bench evidence --quick        24 MB, one turn
#   ./dev bench evidence --data DIR     your own files; --mb N and --turns N for more or less
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

exec python3 -B bench/evidence/measure.py "$@"
