#!/usr/bin/env bash
# Memory stays flat: an investigation of a file of 4 GB needs no more than 256 MiB. Prints one line a file; fails above.
#
#   ./dev bench memory                 made-up network records, as one plain file
#   ./dev bench memory --data DIR      any evidence
#   CLEW_BENCH_MB=500                  a shorter run
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly clew="${CLEW_BINARY:-build/bench/clew}"
readonly megabytes="${CLEW_BENCH_MB:-4096}"
readonly limit_kib=$((256 * 1024))
scratch="$(mktemp -d "${TMPDIR:-/tmp}/clew-bench.XXXXXX")"
trap 'rm -rf "$scratch"' EXIT

source bench/made_up.sh
make_notice "$scratch/notice.md"
if [[ -n "${CLEW_BENCH_DATA:-}" ]]; then
  evidence="$CLEW_BENCH_DATA"
else
  evidence="$scratch/evidence"
  make_evidence "$evidence" "$megabytes"
fi

status=0
/usr/bin/time --format '%M %e' --output "$scratch/time" \
  "$clew" investigate --report "$scratch/notice.md" --evidence "$evidence" --quiet > "$scratch/answer" || status=$?
(( status != 2 && status < 126 )) || { cat "$scratch/answer" >&2; exit 2; }
read -r peak_kib seconds < <(tail -n 1 "$scratch/time")
bytes="$(find "$evidence" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }')"
awk -v bytes="$bytes" -v kib="$peak_kib" -v seconds="$seconds" -v limit="$limit_kib" 'BEGIN {
  printf "%.2f GB in %.1f s (%.0f MB/s), %.0f MiB at most, %.0f allowed\n",
         bytes / 1e9, seconds, bytes / 1e6 / (seconds > 0 ? seconds : 1), kib / 1024, limit / 1024
}'
(( peak_kib <= limit_kib )) || { echo "memory grows with the evidence" >&2; exit 1; }
