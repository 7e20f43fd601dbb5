"""The page docs/benchmarks/hunt.md, from what was measured."""

# The least ratios of clew's speed to a peer's, by how many indicators there are.
RATIOS = {
    "vectorscan": {100: 1.3, 10_000: 3, 100_000: 14, 1_000_000: 55},
    "rg-1": {100: 6, 10_000: 24, 100_000: 50, 1_000_000: 180},
    "grep": {100: 19, 10_000: 65, 100_000: 140, 1_000_000: 570},
}
NAMES = {"vectorscan": "vectorscan", "rg-1": "ripgrep", "grep": "GNU grep"}
FLAT_LEAST = 0.7
THREADS_LEAST = 1.85
LOAD_SECONDS_MOST, LOAD_MIB_MOST = 0.8, 180
ZSTD_LEAST = 0.9
LINEAR_LEAST = 0.8

MIX = ("33 % domains, 20 % IPv4 addresses, 13 % URLs (a third on a listed domain, some on a listed address, some on popular "
       "hosts), 10 % SHA-256, 5 % MD5, 4 % SHA-1, 3 % mail addresses, 2 % each of file names, file paths, IPv6 addresses, "
       "networks and packages, 1 % each of Bitcoin and Ethereum addresses")


def number(count):
    return "{:,}".format(count)


def rate_words(rate):
    if isinstance(rate, str):
        return "failed"
    if rate is None:
        return "–"
    return "%.3g" % rate if rate < 1 else "%.2f" % rate


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]


def of(results, key):
    return next((one for one in results if one.tool.key == key and not one.problem and one.costs), None)


def nearest(goals, count):
    return goals[min(goals, key=lambda one: abs(one / count - 1) + abs(count / one - 1))]


# ---- goals --------------------------------------------------------------------------------------------------------


def goals_of(measured):
    """Rows of what is asked, what was measured, and whether that is enough (None: not measured)."""
    rows = []
    by_count = dict(measured["sets"])
    for count, results in measured["sets"]:
        clew = of(results, "clew-1")
        for key, ratios in RATIOS.items():
            peer, least = of(results, key), nearest(ratios, count)
            ratio = clew.rate() / peer.rate() if clew and peer else None
            whole = clew.whole_rate() / peer.whole_rate() if clew and peer else None
            rows.append(("%s indicators: × %s or more (with load)" % (number(count), NAMES[key]), "%g" % least,
                         "–" if ratio is None else "%.1f (%.1f)" % (ratio, whole), None if ratio is None else ratio >= least))
    for count, results in measured["sets"]:
        one, two = of(results, "clew-1"), of(results, "clew-2")
        ratio = one.net("wall") / two.net("wall") if one and two else None
        rows.append(("%s indicators: two threads to one, wall clock (two processes that only compute)" % number(count),
                     "%g" % THREADS_LEAST, "–" if ratio is None else "%.2f (%.2f)" % (ratio, measured["scaling"]), None if ratio is None else ratio >= THREADS_LEAST))
    for count, results in measured["sets"]:
        for key in ("clew-1", "clew-2"):
            result = of(results, key)
            score = result.score if result else None
            rows.append(("%s indicators, %s: missed and false" % (number(count), result.tool.words if result else key), "0 and 0",
                         "–" if score is None else "%d and %d of %d" % (score.missed, score.false, score.sightings),
                         None if score is None else score.is_perfect()))
    few, many = (of(by_count[count], "clew-1") if count in by_count else None for count in (100, 1_000_000))
    if few and many:
        rows.append(("speed at a million to that at a hundred", "%g" % FLAT_LEAST, "%.2f" % (many.rate() / few.rate()),
                     many.rate() / few.rate() >= FLAT_LEAST))
    if many:
        seconds, mib = many.load.median("wall"), many.load.most("peak_kib") / 1024
        rows.append(("a million indicators loaded, seconds at most", "%g" % LOAD_SECONDS_MOST, "%.2f" % seconds,
                     seconds <= LOAD_SECONDS_MOST))
        rows.append(("a million indicators loaded, MiB at most", "%d" % LOAD_MIB_MOST, "%.0f" % mib, mib <= LOAD_MIB_MOST))
    for row in measured["compressed"]:
        if row["name"] == "zstd":
            ratio = row["theirs"] / row["ours"] if row["ours"] else None
            rows.append(("zstd file with two threads to `zstd -d` alone, wall clock", "%g" % ZSTD_LEAST,
                         "–" if ratio is None else "%.2f" % ratio, None if ratio is None else ratio >= ZSTD_LEAST))
    for row in measured["special"]:
        if row["quarter"] is not None:
            rate = row["rates"]["clew-1"]
            fine = not isinstance(rate, str) and not isinstance(row["quarter"], str)
            ratio = rate / row["quarter"] if fine else None
            rows.append(("%s: speed to that of a quarter of it" % row["words"], "%g" % LINEAR_LEAST,
                         "failed" if ratio is None else "%.2f" % ratio, ratio is not None and ratio >= LINEAR_LEAST))
    return rows


def goal_table(goals):
    words = {True: "reached", False: "**not reached**", None: "not measured"}
    return table(("goal", "asked", "measured", ""), [(*row[:3], words[row[3]]) for row in goals])


# ---- tables -------------------------------------------------------------------------------------------------------


def set_table(results):
    clew = of(results, "clew-1")
    rows = []
    for one in results:
        if one.problem or not one.costs:
            rows.append((one.tool.words, "%.0f" % (one.bytes / 1e6), "failed", *["–"] * 8))
            continue
        low, high = one.rates()
        load = one.load.median("cpu") + (one.prepared["cpu"] if one.prepared else 0)
        peak = max(one.costs.most("peak_kib"), one.prepared["peak_kib"] if one.prepared else 0) / 1024
        score = one.score
        rows.append((
            one.tool.words, "%.0f" % (one.bytes / 1e6), "**%s** (%s–%s)" % (rate_words(one.rate()), rate_words(low), rate_words(high)),
            rate_words(one.bytes / 1e9 / one.net("wall")), rate_words(one.whole_rate()),
            "%.1f" % (clew.rate() / one.rate()) if clew else "–",
            "%.2f" % one.costs.median("wall"), "%.2f" % load, "%.0f" % peak,
            "–" if score is None else "%d of %s" % (score.missed, number(score.sightings)),
            "–" if score is None else number(score.false)))
    return table(("tool", "MB", "GB/s per CPU second (least–most)", "GB/s, wall clock", "GB/s with load", "clew is × faster",
                  "seconds", "load, CPU s", "peak MiB", "missed", "false"), rows)


def problems_of(results):
    return ["* %s: %s" % (one.tool.words, one.problem.replace("\n", " ")[:300]) for one in results if one.problem]


def special_table(rows):
    keys = [key for key in ("clew-1", "clew-2", "vectorscan", "vectorscan-words", "rg-1", "rg-2", "grep")
            if any(key in row["rates"] for row in rows)]
    body = []
    for row in rows:
        body.append((row["words"], "%.0f" % (row["bytes"] / 1e6),
                     *(rate_words(row["rates"].get(key)) for key in keys), rate_words(row["quarter"])))
    return table(("text", "MB", *keys, "clew-1 on a quarter"), body)


def losses_of(measured):
    """Where a peer is quicker, or where the answer was wrong: said in words, so that nobody has to look for it."""
    found = []
    for count, results in measured["sets"]:
        clew = of(results, "clew-1")
        quicker = ["%s × %.1f" % (one.tool.words, one.rate() / clew.rate()) for one in results
                   if clew and one.tool.family != "clew" and not one.problem and one.costs and one.rate() > clew.rate()]
        if quicker:
            found.append("%s indicators: quicker than clew are %s." % (number(count), ", ".join(quicker)))
        for one in results:
            if one.tool.key == "clew-1" and one.score and not one.score.is_perfect():
                kinds = ", ".join("%d %s" % (n, words) for words, n in one.score.missed_by_spelling.items())
                found.append("%s indicators: clew missed %d%s and reported %d falsely." % (
                    number(count), one.score.missed, " (%s)" % kinds if kinds else "", one.score.false))
    for row in measured["special"]:
        clew = row["rates"].get("clew-1")
        quicker = ["%s × %.1f" % (key, rate / clew) for key, rate in row["rates"].items()
                   if not key.startswith("clew") and isinstance(rate, float) and isinstance(clew, float) and rate > clew]
        if quicker:
            found.append("%s: quicker than clew are %s." % (row["words"][0].upper() + row["words"][1:], ", ".join(quicker)))
    for row in measured["compressed"]:
        if row["ours"] and row["ours"] > row["theirs"]:
            found.append("A %s file takes %.2f times as long as `%s -d` alone." % (row["name"], row["ours"] / row["theirs"], row["name"]))
    return found


def render(measured, goals, facts, command):
    options = measured["options"]
    lines = ["# clew hunt beside its peers", "",
             "Written by `%s`; do not edit. What is measured and how is said at the end." % command.strip(), ""]
    lines += table(("", ""), facts) + [""]
    lines += ["## Goals", "", *goal_table(goals), ""]
    lines += ["## Speed and answers", ""]
    for count, results in measured["sets"]:
        lines += ["### %s indicators" % number(count), "", *set_table(results), *problems_of(results), ""]
    if measured["compressed"]:
        lines += ["## Compressed", "", "One file, two threads, wall clock.", ""]
        lines += table(("", "MB", "MB packed", "unpacked alone, s", "clew hunt, s", "ratio"), [
            (row["name"], "%.0f" % (row["bytes"] / 1e6), "%.0f" % (row["packed"] / 1e6), "%.2f" % row["theirs"],
             "%.2f" % row["ours"] if row["ours"] else "failed", "%.2f" % (row["theirs"] / row["ours"]) if row["ours"] else "–")
            for row in measured["compressed"]]) + [""]
    if measured["special"]:
        lines += ["## Where it could look bad", "",
                  "GB/s per CPU second, net of load, one run each. The last rows are one line of the whole size each, of one "
                  "byte or few, again and again; a quarter of it must go as fast, or something is not linear.", "",
                  *special_table(measured["special"]), ""]
    lines += ["## Losses", ""]
    losses = losses_of(measured)
    lines += ["* " + loss for loss in losses] if losses else ["None of what was measured here."]
    lines += ["", *definitions(options)]
    return "\n".join(lines) + "\n"


def definitions(options):
    source = "The logs and lists of a folder (`--data`)." if options.data else (
        "%d MB of made-up logs of 19 kinds: Zeek as TSV and JSON, Squid, nginx, sshd and systemd, Postfix, firewalls, auditd, "
        "Sysmon, Windows events in UTF-16, osquery, CloudTrail, Okta, containers with JSON in JSON, builds, applications. "
        "Hosts and addresses are as skewed as in life (Zipf over 200,000 names and 100,000 addresses). Every list has %s. "
        "A shorter list is the beginning of a longer one. One line in some 500 shows an indicator, in one of the spellings of "
        "`clew/hunt/matcher.h`, and as many show a near miss (`notevil.com`, `11.2.3.45`, a digit too many). All that is not "
        "planted is free of the indicators by construction; nothing else tells the two apart (addresses share their networks, "
        "names their endings)." % (options.mb, MIX))
    return [
        "## What was measured", "",
        "* **Corpus.** " + source,
        "* **Turns.** All tools in turn, again and again (turns: %d; peers at 10,000 indicators and more at most 3 times, grep and ripgrep at a million once), on "
        "files in the page cache, output into a file. Figures are medians, with the least and the most." % options.turns,
        "* **MB.** Slow peers get the beginning of every log, so that a run takes seconds and not minutes.",
        "* **GB/s per CPU second.** Bytes over user and system time, without what the tool needs on an empty file (reading and "
        "compiling the list). Ratios and goals are of these. \"With load\" is a run on the whole corpus with all of that, and for "
        "vectorscan with the compilation; it is reckoned from load and speed where only a part was run.",
        "* **Peers.** `grep -a -c -F -f` with `LC_ALL=C`; `rg --no-config -a -c -F -f`; both count lines, which is the least they "
        "can do, and tell cases apart, which is quicker and finds less. vectorscan: literals in any case "
        "(`hs_compile_lit_multi`), block mode, 512 KiB from `read()`, counting; its compiled database is kept on disk, and "
        "\"load\" is both. \"Words only\" drops a match with a letter, digit, `-` or `_` on a side, or a dot and a letter "
        "behind it. `clew hunt --json` writes every sighting in full.",
        "* **Missed and false.** clew is right only with file, offset, length and indicator. A peer is right if what it reports "
        "overlaps a sighting of that value, and has found all sightings that a right report overlaps. What it cannot express "
        "(networks, escapes, other spellings) it misses. For grep and ripgrep these come from a run with `-o -b`.",
    ]
