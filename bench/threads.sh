#!/usr/bin/env bash
# What a second thread is worth: the same investigation with one thread and with two, in turn, three times each.
#
#   ./dev bench threads                made-up network records
#   ./dev bench threads --data DIR     any evidence
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly clew="${CLEW_BINARY:-build/bench/clew}"
scratch="$(mktemp -d "${TMPDIR:-/tmp}/clew-bench.XXXXXX")"
trap 'rm -rf "$scratch"' EXIT

source bench/made_up.sh
make_notice "$scratch/notice.md"
evidence="${CLEW_BENCH_DATA:-$scratch/evidence}"
[[ -n "${CLEW_BENCH_DATA:-}" ]] || make_evidence "$evidence" "${CLEW_BENCH_MB:-512}"

for turn in 1 2 3; do
  for threads in 1 2; do
    status=0
    /usr/bin/time --format "$threads %e %U" --append --output "$scratch/times" "$clew" investigate \
      --report "$scratch/notice.md" --evidence "$evidence" --threads "$threads" --json --quiet > "$scratch/answer-$threads" || status=$?
    (( status != 2 && status < 126 )) || { echo "clew ended with status $status" >&2; exit 2; }
  done
done
cmp "$scratch/answer-1" "$scratch/answer-2" || { echo "the answer depends on the threads" >&2; exit 1; }
bytes="$(find "$evidence" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }')"
grep -E '^[12] ' "$scratch/times" | sort -k1,1 -k2,2n | awk -v bytes="$bytes" '
  { wall[$1, ++count[$1]] = $2 }
  END {
    for (t = 1; t <= 2; t++) {
      printf("%d thread%s %.2f s at the median (%.2f to %.2f), %.0f MB/s\n", t, (t > 1 ? "s:" : ": "),
             wall[t, 2], wall[t, 1], wall[t, 3], bytes / 1e6 / wall[t, 2])
    }
    printf "two threads are worth %.2f of one\n", wall[1, 2] / wall[2, 2]
  }'
