#!/usr/bin/env bash
# How long does `clew read` take on texts that were made to be slow?
#
#   ./dev bench read [--mb 10] [--only html]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

exec python3 bench/read_nasty.py --reader "${CLEW_BINARY:-build/bench/clew} read --json" "$@"
