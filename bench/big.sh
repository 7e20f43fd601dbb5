#!/usr/bin/env bash
# A whole investigation of a big company: 5 million records, one intrusion. Prints time, peak memory and the answer; fails
# above 60 s or 1 GiB with two threads, or when the answer is wrong.
#
#   ./dev bench big                    the made-up case of big_case.py
#   ./dev bench big --data DIR         a folder with notice.md and evidence/, or evidence alone; without the limits. The
#                                      answer is compared with truth.json, if there is one
#   CLEW_BENCH_RECORDS=200000          a shorter run
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly clew="${CLEW_BINARY:-build/bench/clew}"
readonly records="${CLEW_BENCH_RECORDS:-5000000}"
readonly limit_s=60 limit_kib=$((1024 * 1024)) threads=2
scratch="$(mktemp -d "${TMPDIR:-/tmp}/clew-bench.XXXXXX")"
trap 'rm -rf "$scratch"' EXIT

case_folder="$scratch/case"
if [[ -n "${CLEW_BENCH_DATA:-}" ]]; then
  case_folder="$CLEW_BENCH_DATA"
else
  python3 bench/big_case.py "$case_folder" --records "$records"
fi
evidence="$case_folder/evidence" notice="$case_folder/notice.md"
[[ -d "$evidence" ]] || evidence="$case_folder"
if [[ ! -f "$notice" ]]; then
  source bench/made_up.sh
  notice="$scratch/notice.md"
  make_notice "$notice"
fi

status=0
/usr/bin/time --format '%M %e' --output "$scratch/time" "$clew" investigate --report "$notice" --evidence "$evidence" \
  --threads "$threads" --json --quiet --timings > "$scratch/answer.json" 2> "$scratch/words" || status=$?
cat "$scratch/words"
(( status != 2 && status < 126 )) || { echo "clew ended with status $status" >&2; exit 2; }
read -r peak_kib seconds < <(tail -n 1 "$scratch/time")

python3 - "$scratch/answer.json" "$case_folder/truth.json" <<'END'
import json, pathlib, sys
document = json.load(open(sys.argv[1]))
answer = document["answer"]
devices = sorted(device["name"] for device in document["devices"] if device["status"] != "cleared")
events = sum(file["events"] for file in document["evidence_files"])
shown = ", ".join(devices[:8]) + (" …" if len(devices) > 8 else "")
print("%d events: %s, door %s, %d devices %s" % (events, answer["verdict"], (answer["door"] or {}).get("kind"), len(devices), shown))
truth = pathlib.Path(sys.argv[2])
if truth.is_file():
    truth = json.loads(truth.read_text())
    wanted = sorted(device["name"] for device in truth["devices"])
    if (answer["verdict"], devices) != (truth["verdict"]["expected"], wanted):
        sys.exit("wrong answer: it is %s, on %s" % (truth["verdict"]["expected"], ", ".join(wanted) or "no device"))
END

bytes="$(find -L "$evidence" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }')"
awk -v bytes="$bytes" -v kib="$peak_kib" -v seconds="$seconds" -v limit_s="$limit_s" -v limit_kib="$limit_kib" 'BEGIN {
  printf("%.2f GB in %.1f s (%.0f MB/s, %d allowed), %.0f MiB at most, %.0f allowed\n",
         bytes / 1e9, seconds, bytes / 1e6 / (seconds > 0 ? seconds : 1), limit_s, kib / 1024, limit_kib / 1024)
}'
[[ -z "${CLEW_BENCH_DATA:-}" ]] || exit 0
awk -v seconds="$seconds" -v limit="$limit_s" 'BEGIN { exit !(seconds <= limit) }' || { echo "too slow" >&2; exit 1; }
(( peak_kib <= limit_kib )) || { echo "too much memory" >&2; exit 1; }
