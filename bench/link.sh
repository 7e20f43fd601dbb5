#!/usr/bin/env bash
# A knowledge base of a million indicators and ten thousand activities: how long an import and a link take, how much memory.
#
#     ./dev bench link [--indicators 1000000] [--activities 10000]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
binary="${CLEW_BINARY:-build/release/clew}"
[[ -x "$binary" ]] || { echo "no program at $binary: ./dev build, or CLEW_BINARY" >&2; exit 2; }
exec python3 bench/link/measure.py --binary "$binary" "$@"
