#!/usr/bin/env python3
"""How long does `clew read` take on texts that were made to be slow?

    bench/read_nasty.py --reader "build/release/clew read --json" [--mb 10] [--only NAME]

Each text has `--mb` megabytes of one thing that a careless reader goes over again and again. Prints the
processor seconds of each, which other work on the machine does not change; exits with 1 when one took longer than `--seconds-max`.
"""

import argparse
import random
import resource
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path


def filled(unit, size):
    return (unit * (size // len(unit) + 1))[:size]


def texts(size):
    """Name and bytes of each text."""
    r = random.Random(7)
    hexes = "".join(r.choice("0123456789abcdef") for _ in range(1 << 16))
    yield "cells_by_lines", filled("IOC\n\nType\n\nNote\n\nmoth[.]com\n\nDomain\n\nC2\n\n", size)
    yield "cells_without_a_table", filled("a\n\nIOC\n\nb\n\nType\n\nc\n\nNote\n\nd\n\nmoth[.]com\n\n", size)
    yield "groups_of_cells", filled("IOC\nType\nNote\n\nmoth[.]com\nDomain\nC2\n\n", size)
    yield "values_with_remarks", filled("moth[.]com\nlanding page\n\n", size)
    yield "hashes_with_remarks", filled("```\nMD5: " + hexes[:32] + "\n  Note: a\n  Size: b\n```\n", size)
    yield "code_of_packages", filled("# Malicious packages\n```\nmoth-pad\n```\n", size)
    yield "labels_of_items", filled("- **Beacon.** It calls `moth.com` a lot.\n", size)
    yield "keys_as_text", filled("-----BEGIN KEY-----\nMIGfMA0G/a\n", size)
    yield "dots", filled(".", size)
    yield "dotted_letters", filled("a.", size)
    yield "domains_in_one_sentence", filled("the domain x1.evil-a.com and ", size)
    head = "# IoCs\n\nIPDomainProviderFirst seen"
    yield "glued_rows", head + filled("45.9.148[.]7moth[.]comHost2024-06-01", size)
    yield "glued_names", head + filled("www.a2024", size) + "[.]com"
    yield "glued_digits", head + filled("1.2.3.4a", size) + "[.]com"
    row = "Loader" + hexes[:64] + "SHA-2562024-06-01moth[.]comDomainhxxps://sand[.]com/a.phpURL"
    yield "joints_one_line", "# IoCs\n" + filled(row, size)
    yield "joints_lines", "# IoCs\n" + filled(row + "\n", size)
    joints = "# IoCs\n" + "moth[.]comDomain" * 4
    yield "joints_then_digits", joints + filled("1", size)
    yield "joints_then_hex", joints + filled(hexes, size)
    yield "joints_then_name", joints + "2024-06-01" + filled("a.", size)
    yield "joints_then_dots", joints + filled("1.1.1.1.", size)
    yield "joints_then_path", joints + "hxxp://sand[.]com/" + filled("a/b.c", size)
    yield "joints_then_paths", joints + filled("http://a.com/b?c", size)
    yield "joints_then_years", joints + filled("May 2024", size)
    yield "joints_then_kinds", joints + filled("SHAIPURLa", size)
    yield "urls_without_gaps", "# IoCs\n" + filled("https://a[.]com/b.dat", size)
    yield "letters_before_urls", "# IoCs\n" + filled("abcdefgh", size // 2) + filled("x://", size // 2)
    yield "glued_heads", filled("IPDomain" * 64 + "\n", size)
    yield "dotted_lines", filled("a.b.c.d.e.f.g.h\n", size)
    yield "brackets", filled("[", size)
    yield "brackets_closed", filled("[.]", size)
    yield "bracketed_dots", filled("a[.]", size)
    yield "one_line_of_words", filled("the malicious server evil[.]com and ", size)
    yield "all_hex", filled(hexes, size)
    yield "hex_lines_20", filled("0123456789abcdef0123\n", size)
    yield "hashes", filled("".join(f"{i:064x}\n" for i in range(1 << 14)), size)
    yield "hxxp", filled("hxxp", size)
    yield "hxxp_colon", filled("hxxp://", size)
    yield "schemes", filled("://", size)
    yield "urls_in_urls", "http://a.com/?u=" + filled("http://a.com/?u=", size)
    yield "long_url", "hxxp://evil[.]com/" + filled("a", size)
    yield "urls_cut_by_lines", filled("hxxp://evil[.]com/a?b=1&\n  c=2&\n", size)
    yield "one_url_over_lines", "hxxp://evil[.]com/a?b=1&\n" + filled("c=2&\n", size)
    yield "quotes", filled('"', size)
    yield "quotations", filled("> ", size)
    yield "backticks", filled("`", size)
    yield "backticks_words", filled("`a b", size)
    yield "stars", filled("*", size)
    yield "headings", filled("# a\n", size)
    yield "labels", filled("Domains:\n\n", size)
    yield "list_marks", filled("- a\n", size)
    yield "items_with_values", filled("- evil[.]com (C2)\n", size)
    item = "# Indicators of compromise\n\n- "
    wallet = "0x52908400098527886E0F7030069857D2E4169EE7 "
    yield "accents_in_item", item + filled("\u00e9 ", size // 3 * 2)
    yield "wallets_behind_accents", item + filled("\u00e9 ", size // 3) + filled(wallet, size // 2)
    yield "blank_lines", "a" + filled("\n", size)
    yield "blanks", "a" + filled(" ", size) + "b"
    yield "commas", filled(",", size)
    yield "values_by_commas", filled("1.2.3.4,", size)
    yield "colons", filled("a:", size)
    yield "ats", filled("a@", size)
    yield "spoken_dots", filled("evil dot com ", size)
    yield "escaped_dots", filled("a\\.", size)
    yield "placeholders", filled("hxxp://evil[.]com/[x]?", size)
    yield "table_rows", "# Indicators\n\n| Type | Indicator | Note |\n|---|---|---|\n" + filled(
        "".join(f"| domain | h{i}[.]com | C2 |\n" for i in range(100_000)), size)
    yield "wide_table", "|" + filled(" a |", size // 2) + "\n|---|\n|" + filled(" b |", size // 2)
    yield "csv", "type,value,note\n" + filled("".join(f"domain,h{i}.com,C2\n" for i in range(100_000)), size)
    yield "months", filled("May ", size)
    yield "dates", filled("from 3 May 2023 to ", size)
    yield "capitals", filled("INDICATORS OF COMPROMISE ", size)
    yield "zero_width", filled("a\u200b", size // 2)
    yield "apostrophes", filled("d'", size)
    yield "html_nested", "<html>" + filled("<div>", size)
    yield "html_nested_bold", "<html>" + filled("<b>a", size)
    yield "html_nested_lists", "<html>" + filled("<ul><li>", size)
    yield "html_nested_tables", "<html>" + filled("<table><tr><td>", size)
    yield "html_closing", "<html>" + filled("<div>", size // 2) + filled("</div>", size // 2)
    yield "html_other_closing", "<html>" + filled("<div>", size // 2) + filled("</section>", size // 2)
    yield "html_open_marks", "<html>" + filled("<", size)
    yield "html_attributes", "<html><a " + filled('a="b" ', size)
    yield "html_open_quotes", "<html>" + filled('<a href="', size)
    yield "html_open_comments", "<html>" + filled("<!--", size)
    yield "html_scripts", "<html>" + filled("<script>", size)
    yield "html_selects", "<html>" + filled("<select>", size)
    yield "html_svgs", "<html>" + filled("<svg></svgg>", size)
    yield "html_references", "<html>" + filled("&#46;", size)
    yield "html_ampersands", "<html>" + filled("&", size)
    yield "html_spans", "<html><table>" + filled('<tr><td rowspan="1000" colspan="200">evil[.]com</td></tr>', size)
    yield "html_rows", "<html><table><tr><th>Indicator</th></tr>" + filled("".join(f"<tr><td>h{i}[.]com</td></tr>" for i in range(100_000)), size)
    yield "html_links", "<html>" + filled("".join(f'<a href="https://h{i}.com/a">x</a>' for i in range(50_000)), size)
    yield "html_bold_lines", "<html>" + filled("<p><b>C2 servers</b></p>", size)
    yield "html_article", "<html>" + filled("<article>a</article>", size)
    yield "html_pre", "<html>" + filled("<pre>", size)
    yield "html_titles", "<html>" + filled("<title>", size)
    mail = "From: a@b.com\nDate: Wed, 12 Jul 2023 10:00:00 +0000\nSubject: x\nMIME-Version: 1.0\n"
    yield "mail_boundaries", mail + 'Content-Type: multipart/mixed; boundary="a"\n\n' + filled("--a\n", size)
    yield "mail_in_mail", mail + 'Content-Type: multipart/mixed; boundary="a"\n\n' + filled(
        '--a\nContent-Type: multipart/mixed; boundary="a"\n\n', size)
    yield "mail_quoted", mail + "Content-Transfer-Encoding: quoted-printable\n\n" + filled("=3D=\n", size)
    yield "mail_base64", mail + "Content-Transfer-Encoding: base64\n\n" + filled("QUJD", size)
    yield "mail_headers", mail + filled(" folded\n", size)
    yield "mail_words", mail.replace("x\n", filled("=?utf-8?q?a?= ", size // 2) + "\n", 1) + "\n\nbody"
    yield "random_bytes", "".join(chr(r.randrange(32, 127)) for _ in range(1 << 16)) * (size >> 16)


def used():
    """The processor time of the programs that ran so far."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reader", default="build/release/clew read --json")
    parser.add_argument("--mb", type=float, default=10)
    parser.add_argument("--seconds-max", type=float, default=2.0)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    slow = []
    print(f"| text of {options.mb:g} MB | processor seconds |\n|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts(int(options.mb * 1_000_000)):
            if options.only not in name:
                continue
            path = Path(folder) / "text"
            path.write_bytes(text.encode("utf-8"))
            begin = used()
            try:
                done = subprocess.run([*shlex.split(options.reader), str(path)], stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL, check=False, timeout=60)
                crashed = done.returncode < 0
            except subprocess.TimeoutExpired:
                crashed = True
            seconds = used() - begin
            print(f"| {name} | {seconds:.2f}{' (crashed or stopped)' if crashed else ''} |", flush=True)
            if seconds > options.seconds_max or crashed:
                slow.append(name)
    if slow:
        print("read_nasty.py: too slow: " + ", ".join(slow), file=sys.stderr)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
