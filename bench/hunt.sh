#!/usr/bin/env bash
# clew hunt beside GNU grep, ripgrep and vectorscan: speed, memory, and what each misses or reports falsely.
#
#   ./dev bench hunt                    1 GB, up to a million indicators; writes docs/benchmarks/hunt.md
#   ./dev bench hunt --quick            64 MB, up to 10,000 indicators, one turn; prints only
#   ./dev bench hunt --mb 256 --counts 100,100000 --turns 3 --only clew
#   ./dev bench hunt --data DIR         a folder with *.log, indicators.tsv and truth.tsv
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

exec python3 -B bench/hunt/measure.py "$@"
