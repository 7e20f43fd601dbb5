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

# The same 8 MB again and again: fixed numbers, no chance. One record in some 100,000 shows the indicator.
make_evidence() {
  awk 'BEGIN {
    seed = 1
    for (i = 0; size < 8 * 1024 * 1024; i++) {
      seed = (seed * 1103515245 + 12345) % 2147483648
      name = i == 4321 ? "beacon.intruder.example" : sprintf("host-%d.service-%d.example", seed % 5003, seed % 97)
      line = sprintf("{\"ts\":%d.%06d,\"uid\":\"C%08x\",\"id.orig_h\":\"10.%d.%d.%d\",\"id.orig_p\":%d,\"id.resp_h\":\"192.0.2.53\"," \
                     "\"id.resp_p\":53,\"proto\":\"udp\",\"query\":\"%s\",\"qtype_name\":\"A\",\"rcode_name\":\"NOERROR\"}",
                     1687000000 + i, seed % 1000000, seed, seed % 7, seed % 251, seed % 241, 1024 + seed % 60000, name)
      size += length(line) + 1
      print line
    }
  }' > "$scratch/chunk"
  mkdir "$scratch/evidence"
  local i
  for ((i = 0; i < megabytes; i += 8)); do cat "$scratch/chunk"; done > "$scratch/evidence/dns.ndjson"
  rm "$scratch/chunk"
}

printf '# Notice\n\nPublished 2023-07-12. Look from 2023-06-17 to 2023-06-20.\n\n| type | indicator |\n|---|---|\n| domain | %s |\n' \
  'intruder[.]example' > "$scratch/notice.md"
if [[ -n "${CLEW_BENCH_DATA:-}" ]]; then
  evidence="$CLEW_BENCH_DATA"
else
  make_evidence
  evidence="$scratch/evidence"
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
