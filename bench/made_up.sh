# Made-up network records for benchmarks; sourced, not run. The same 8 MB again and again: fixed numbers, no chance.
# One record in some 30,000 shows the indicator.

make_notice() {  # file
  printf '# Notice\n\nPublished 2023-07-12. Look from 2023-06-17 to 2023-06-20.\n\n| type | indicator |\n|---|---|\n| domain | %s |\n' \
    'intruder[.]example' > "$1"
}

make_evidence() {  # folder, megabytes
  mkdir -p "$1"
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
  }' > "$1/chunk"
  local i
  for ((i = 0; i < $2; i += 8)); do cat "$1/chunk"; done > "$1/dns.ndjson"
  rm "$1/chunk"
}
