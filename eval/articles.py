#!/usr/bin/env python3
"""Makes articles as vendors publish them, with every indicator known, in the form that `eval/read.py` reads.

    eval/articles.py /tmp/articles --seed 1 --count 60

Each article has its own layout: a saved page with navigation, banners, related posts, comments and scripts; a text as a PDF
gives it; Markdown; French. Indicators stand in prose, lists, tables (spans, line breaks, several in a cell), code and
appendices, defanged in all ways that are seen, or not at all. Around them stands what is no indicator: the vendor's site,
links, versions that look like addresses, names of code that look like names of hosts, hashes of clean files, examples.
Nothing in it is real: hosts end as real ones do, but were drawn by lot.

`--glued` makes texts instead that lost the gaps between the cells of their tables and the items of their lists. All their values
are labelled, also those whose border nobody can know: no reader finds them all.
"""

import argparse
import hashlib
import json
import random
from pathlib import Path

WORDS = ("amber basin cedar delta ember fjord gravel harbor indigo juniper kelp lumen maple nectar onyx prairie quartz "
         "raven saffron timber umber velvet willow xenon yonder zephyr copper drift flint glade hollow").split()
TLDS = ["com", "net", "org", "info", "top", "xyz", "io", "ru", "online", "site", "club", "co", "biz", "cc", "app", "dev"]
VENDORS = [("Harrow Lane Security", "harrowlane.io"), ("Bluefin Threat Lab", "bluefinlab.com"),
           ("Northlight Research", "northlight.security"), ("Cobalt Heron", "cobaltheron.net")]


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.gold = set()

    def host(self):
        r = self.r
        name = r.choice(WORDS) + r.choice(["", "-", ""]) + r.choice(WORDS) + r.choice(["", str(r.randrange(100))])
        sub = r.choice(["", "", "cdn.", "update.", "api.", "mail.", "www."])
        return sub + name + "." + r.choice(TLDS)

    def ip(self):
        r = self.r
        return f"{r.choice([5, 23, 45, 62, 79, 91, 103, 146, 185, 193, 212])}.{r.randrange(1, 255)}.{r.randrange(256)}.{r.randrange(1, 255)}"

    def digest(self, kind):
        return hashlib.new(kind, str(self.r.random()).encode()).hexdigest()

    def url(self, host=None):
        r = self.r
        path = "/".join(r.choice(WORDS) for _ in range(r.randrange(1, 4)))
        tail = r.choice([".php", ".exe", ".js", "", "/", ".php?id=" + str(r.randrange(10000)), ".zip", ".html?a=1&b=2"])
        port = r.choice(["", "", "", ":8080", ":8443"])
        return f"{r.choice(['http', 'https'])}://{host or self.host()}{port}/{path}{tail}"

    def fang(self, value, kind, style=None):
        style = style or self.r.choice(["plain", "[.]", "[.]", "[.]", "(.)", "{.}", "[dot]", "hxxp", "last", "first", "(dot)", "half"])
        if kind in ("md5", "sha1", "sha256") or style == "plain":
            return value
        scheme, mark, rest = value.partition("://") if kind == "url" else ("", "", value)
        host, slash, path = rest.partition("/")
        if style in ("[.]", "(.)", "{.}", "[dot]", "(dot)"):
            host = host.replace(".", style)
        elif style == "half":
            host = host.replace(".", "[.", 1)
        elif style in ("last", "hxxp"):
            head, _, tail = host.rpartition(".")
            host = head + "[.]" + tail
        elif style == "first":
            host = host.replace(".", "[.]", 1)
        if mark:
            scheme = scheme.replace("tt", self.r.choice(["xx", "XX", "xx"]))
            mark = self.r.choice(["://", "[:]//", "://", "[://]"])
        if kind == "email":
            host = host.replace("@", self.r.choice(["@", "[@]", "[at]"]))
        return scheme + mark + host + slash + path

    def add(self, kind, value=None):
        make = {"domain": self.host, "ipv4": self.ip, "url": self.url, "email": lambda: self.r.choice(WORDS) + "@" + self.host(),
                "md5": lambda: self.digest("md5"), "sha1": lambda: self.digest("sha1"), "sha256": lambda: self.digest("sha256")}
        value = value or make[kind]()
        if kind == "domain" and value.startswith("www."):
            pass
        self.gold.add((kind, value))
        return value


def esc(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def obscure(r, text):
    """The same text as a browser shows, written in other ways."""
    how = r.randrange(7)
    if how == 0:
        return esc(text).replace(".", "&#46;")
    if how == 1:
        middle = len(text) // 2
        return esc(text[:middle]) + "<wbr>" + esc(text[middle:])
    if how == 2:
        middle = len(text) // 2
        return esc(text[:middle]) + "&shy;" + esc(text[middle:])
    if how == 3:
        return "<span>" + esc(text[:3]) + "</span>" + esc(text[3:])
    if how == 4:
        return "\u200b" + esc(text)
    return esc(text)


def chrome(r, vendor, site, m, kind):
    other = [m.digest("sha256"), m.host()]
    if kind == "head":
        return (f'<header class="site-header"><nav class="main-nav"><ul><li><a href="https://{site}/">{vendor}</a></li>'
                f'<li><a href="https://{site}/products">Products</a></li><li><a href="https://{site}/blog">Blog</a></li></ul></nav></header>'
                f'<div id="cookie-banner" class="cookie-consent"><p>We use cookies. Read more at www.{site}/privacy or cookies.{site}.</p>'
                '<button>Accept</button></div>')
    return (f'<div class="social-share"><a href="https://twitter.com/intent/tweet?url=https://{site}/x">Tweet</a>'
            f'<a href="https://www.facebook.com/sharer.php?u=x">Share</a></div>'
            f'<section class="related-posts"><h3>Related posts</h3><ul><li>How {other[1]} was used (SHA256 {other[0]})</li></ul></section>'
            f'<div class="comments"><h3>Comments</h3><p>bob: is my site {m.host()} safe? mail me bob@{m.host()}</p></div>'
            f'<footer><p>© {vendor}. Contact info@{site}, press.{site}.</p></footer>')


NOISE = ["The loader is written with Node.js and checks for System.Net and setup.py before it starts.",
         "It was compiled with version 10.0.19041.1 of the kit, and reports itself as v4.8.2.1.",
         "The function Program.Main calls libcrypto.so and os.path to find its folder.",
         "We reported the findings to GitHub and to Microsoft in the same week.",
         "It copies itself beside kernel32.dll and starts rundll32.exe once a day.",
         "ASP.NET developers are the main target; README.md tells them to run install.sh.",
         "The address 127.0.0.1 and the network 192.168.1.0/24 are skipped."]


def sentence(r, m, kind, value, style):
    shown = m.fang(value, kind, style)
    forms = {"domain": ["The implant beacons to the C2 server {v} every hour.", "Victims were sent to the malicious domain {v}, registered in May."],
             "ipv4": ["All of them resolved to {v}, an address of the attackers.", "The C2 at {v} answered on port 443."],
             "url": ["The second stage is downloaded from {v}.", "The phishing page at {v} asks for a password."],
             "email": ["The lure came from the attacker's mailbox {v}.", "Ransom notes name {v} as the actors' contact."],
             "md5": ["The dropper (MD5: {v}) is signed.", "Its MD5 hash is {v}."],
             "sha1": ["The loader (SHA-1 {v}) is packed.", "Its SHA1 hash is {v}."],
             "sha256": ["The sample with SHA256 {v} is the oldest.", "We first saw the payload {v} in March."]}
    return r.choice(forms[kind]).format(v=shown)


def html_article(m, french=False):
    r = m.r
    vendor, site = r.choice(VENDORS)
    title = "Poison in the pipeline" if not french else "Un chargeur dans la chaîne"
    body = []
    for _ in range(r.randrange(3, 6)):
        kinds = ["domain", "ipv4", "url", "email", "md5", "sha1", "sha256"]
        kind = r.choice(kinds)
        style = r.choice(["[.]", "[dot]", "last", "(.)"])
        value = m.add(kind)
        text = sentence(r, m, kind, value, style)
        shown = m.fang(value, kind, "plain")
        body.append(f"<p>{obscure(r, r.choice(NOISE))} {esc(text)}</p>" if shown else "")
    body.append(f'<p>As <a href="https://{m.host()}/2023/story">others wrote</a>, the tool is old. See also '
                f'<a href="https://{site}/blog/older">our earlier post</a>.</p>')
    body.append('<figure><img src="https://cdn.' + site + '/img/a.png" alt="chain"><figcaption>Figure 1. The chain.</figcaption></figure>')
    body.append("<pre><code>import os\nos.path.join(sys.argv[1])\nrequests.get(config.url)\n</code></pre>")
    head = r.choice(["Indicators of Compromise", "IOCs", "Appendix: Indicators of compromise (IoCs)", "Indicators"])
    if french:
        head = r.choice(["Indicateurs de compromission", "Annexe : indicateurs de compromission (IoC)", "Marqueurs techniques"])
    body.append(f"<h2>{head}</h2>")
    form = r.choice(["table", "table3", "list", "br", "pre", "rowspan", "divs", "glued", "kv"])
    rows = []
    for _ in range(r.randrange(6, 16)):
        kind = r.choice(["domain", "ipv4", "url", "sha256", "sha256", "md5", "sha1", "email"])
        rows.append((kind, m.add(kind)))
    style = r.choice([None, "[.]", "plain"])
    show = lambda k, v: m.fang(v, k, style if style != "plain" or k != "email" else "plain")
    label = {"domain": "Domain", "ipv4": "IP", "url": "URL", "sha256": "SHA-256", "md5": "MD5", "sha1": "SHA1", "email": "Email"}
    if form == "table":
        body.append("<table><thead><tr><th>Indicator</th><th>Type</th><th>Description</th></tr></thead><tbody>")
        for k, v in rows:
            body.append(f"<tr><td>{obscure(r, show(k, v))}</td><td>{label[k]}</td><td>{r.choice(['C2', 'Loader', 'Phishing page', 'Delivery'])}</td></tr>")
        body.append("</tbody></table>")
    elif form == "table3":
        body.append("<table>")
        for k, v in rows:
            body.append(f"<tr><td>{label[k]}</td><td><code>{obscure(r, show(k, v))}</code></td></tr>")
        body.append("</table>")
    elif form == "rowspan":
        body.append("<table><tr><th>Type</th><th>Value</th></tr>")
        by = {}
        for k, v in rows:
            by.setdefault(k, []).append(v)
        for k, values in by.items():
            body.append(f'<tr><td rowspan="{len(values)}">{label[k]}</td><td>{obscure(r, show(k, values[0]))}</td></tr>')
            for v in values[1:]:
                body.append(f"<tr><td>{obscure(r, show(k, v))}</td></tr>")
        body.append("</table>")
    elif form == "list":
        by = {}
        for k, v in rows:
            by.setdefault(k, []).append(v)
        for k, values in by.items():
            body.append(f"<h3>{label[k]}</h3><ul>" + "".join(f"<li>{obscure(r, show(k, v))}{r.choice(['', ' – C2', ' (loader)'])}</li>" for v in values) + "</ul>")
    elif form == "br":
        body.append("<p>" + "<br>\n".join(obscure(r, show(k, v)) for k, v in rows) + "</p>")
    elif form == "pre":
        body.append("<pre>" + "\n".join(esc(show(k, v)) for k, v in rows) + "</pre>")
    elif form == "divs":
        for k, v in rows:
            body.append(f'<div class="row"><div class="cell">{label[k]}</div><div class="cell">{obscure(r, show(k, v))}</div></div>')
    elif form == "kv":
        body.append("<table>")
        for k, v in rows:
            body.append(f"<tr><th>{label[k]}</th><td>{obscure(r, show(k, v))}</td></tr>")
        body.append("</table>")
    else:
        body.append("<table><tr><td>File</td><td>Hashes</td></tr>")
        for i in range(4):
            h = [m.add("md5"), m.add("sha1"), m.add("sha256")]
            body.append(f"<tr><td>update{i}.exe</td><td>{'<br>'.join(h)}</td></tr>")
        body.append("</table><ul>" + "".join(f"<li>{esc(show(k, v))}</li>" for k, v in rows) + "</ul>")
    body.append(f"<h2>{'References' if not french else 'Références'}</h2><ol><li>https://{m.host()}/report.pdf</li><li><a href='https://{m.host()}/a'>A report</a></li></ol>")
    body.append(f'<div class="author-box"><p>Written by Ada Vance, ada@{site}. Follow us at blog.{site}.</p></div>')
    wrap = r.choice(["article", "div", "main"])
    return (f'<!DOCTYPE html><html lang="{"fr" if french else "en"}"><head><title>{title} | {vendor}</title>'
            f'<meta property="og:site_name" content="{vendor}"><link rel="canonical" href="https://{site}/blog/poison">'
            '<meta property="article:published_time" content="2024-05-03T08:00:00Z">'
            f'<script type="application/ld+json">{{"@type":"Article","datePublished":"2024-05-03","publisher":{{"name":"{vendor}"}}}}</script>'
            f'<script>var a="{m.host()}"; var h="{m.digest("sha256")}";</script><style>.x{{color:red}}</style></head><body class="single has-sidebar">'
            + chrome(r, vendor, site, m, "head")
            + f'<{wrap} class="post-content"><h1>{title}</h1><p class="meta">By Ada Vance, May 3, 2024</p>' + "\n".join(body) + f"</{wrap}>"
            + chrome(r, vendor, site, m, "foot") + "</body></html>")


def pdf_text(m):
    """A report as `pdftotext -layout` gives it: page headers and feet, columns, values cut by the line's end."""
    r = m.r
    vendor, site = r.choice(VENDORS)
    lines = [f"{vendor}                                   TLP:CLEAR", "", "A loader in the pipeline", "", "May 3, 2024", ""]
    for _ in range(4):
        kind = r.choice(["domain", "ipv4", "url", "sha256", "md5"])
        value = m.add(kind)
        text = r.choice(NOISE) + " " + sentence(r, m, kind, value, "[.]")
        line = ""
        for word in text.split(" "):
            if len(line) + len(word) > 88:
                lines.append(line)
                line = ""
            line += (" " if line else "") + word
        lines += [line, ""]
    lines += [f"{vendor} | www.{site}                                  3", "\f", "Indicators of Compromise", ""]
    for _ in range(8):
        kind = r.choice(["domain", "ipv4", "url", "sha256", "md5", "sha1"])
        value = m.add(kind)
        shown = m.fang(value, kind, "[.]")
        form = r.randrange(3)
        if form == 0:
            lines.append(f"{shown}        {r.choice(['C2', 'loader.dll', 'delivery'])}")
        elif form == 1:
            lines.append(f"   \u2022 {shown}")
        else:
            lines.append(shown)
        if kind == "sha256" and form == 2:
            lines[-1] = shown[:44]
            lines.append(shown[44:])
    lines += ["", f"{vendor} | www.{site}                                  4", "\f", "References", f"https://{m.host()}/a/b", ""]
    return "\n".join(lines)


# What stands beside values in glued rows. Names of columns are those that people give, not those that a reader may know.
LABELS = {"domain": ["Domain", "C2", "Hostname"], "ipv4": ["IP", "IPv4", "C2", "IP address"], "url": ["URL", "Payload URL"],
          "email": ["Email", "Sender"], "md5": ["MD5", "File hash"], "sha1": ["SHA1", "SHA-1"], "sha256": ["SHA256", "SHA-256", "Hash"]}
REMARKS = ["Loader", "Payload host", "C2 server", "Beacon of the second stage", "Delivery", "Dropper", "a decoy", "Fake update", "exfiltration",
           "Phishing page", "Backdoor", "credential stealer", "Archive with the dropper"]
HEADS = {"value": ["Indicator", "IOC", "Value", "Artefact", "Observable", "Item"], "label": ["Type", "Kind", "Category", "Class"],
         "remark": ["Description", "Details", "Remarks", "Role in the chain", "Purpose"], "date": ["First seen", "Seen", "Observed on"],
         "number": ["Count", "Port", "No."], "file": ["Filename", "File", "Name of the sample"]}
GLUED_KINDS = ["domain", "domain", "ipv4", "ip:port", "url", "url", "email", "md5", "sha1", "sha256", "sha256"]


def glued_value(m, kind, upper, style):
    """A value as it is shown, and the type that it is labelled with."""
    plain = "ipv4" if kind == "ip:port" else kind
    value = m.add(plain)
    if plain in ("md5", "sha1", "sha256"):
        return value.upper() if upper else value, plain
    port = f":{m.r.choice([80, 443, 4444, 8080])}" if kind == "ip:port" else ""
    return m.fang(value, plain, style) + port, plain


def glued_cell(r, column, kind):
    if column == "label":
        return r.choice(LABELS[kind])
    if column == "remark":
        return r.choice(REMARKS)
    if column == "date":
        return r.choice(["2023-{m:02}-{d:02}", "{m:02}/{d:02}/2023", "{d} May 2023"]).format(m=r.randrange(1, 13), d=r.randrange(1, 29))
    if column == "number":
        return str(r.randrange(1, 9000))
    return r.choice(WORDS) + r.choice([".exe", ".dll", ".js", ".docx", ".zip", ".lnk"])


def glued_table(m, style):
    """Rows of one value or two, in any order of columns, without a gap between the cells."""
    r = m.r
    others = r.sample(["label", "remark", "date", "number", "file"], r.randrange(1, 4))
    columns = ["value", *others] + (["value"] if r.random() < 0.15 else [])
    r.shuffle(columns)
    kinds = [r.choice(GLUED_KINDS)] if r.random() < 0.4 else GLUED_KINDS
    upper = r.random() < 0.3
    rows = ["".join(r.choice(HEADS[c]) for c in columns)] if r.random() < 0.6 else []
    for _ in range(r.randrange(4, 12)):
        kind = r.choice(kinds)
        beside = {"md5": "sha1", "sha1": "sha256", "sha256": "md5", "domain": "ipv4", "ipv4": "domain"}.get(kind, "sha256")
        second = iter((kind, beside))
        values = {i: glued_value(m, next(second), upper, style) for i, c in enumerate(columns) if c == "value"}
        label = "ipv4" if kind == "ip:port" else kind
        rows.append("".join(values[i][0] if c == "value" else glued_cell(r, c, label) for i, c in enumerate(columns)))
    return r.choice(["", "\n"]).join(rows)


def glued_list(m, style):
    """Values of one kind, or the hashes of several files, without anything between them."""
    r = m.r
    upper = r.random() < 0.3
    if r.random() < 0.3:
        return "\n".join("".join(glued_value(m, k, upper, style)[0] for k in ("md5", "sha1", "sha256")[r.randrange(2):]) for _ in range(5))
    kind = r.choice(["domain", "ipv4", "url", "url", "email", "sha256"])
    return "".join(glued_value(m, kind, upper, style)[0] for _ in range(r.randrange(3, 8)))


def glued_text(m):
    r = m.r
    lines = ["A loader in the pipeline", "", r.choice(NOISE) + " " + r.choice(NOISE), "", "Indicators of compromise", ""]
    for _ in range(r.randrange(1, 3)):
        style = r.choice(["[.]", "[.]", "[.]", "last", "hxxp", "plain"])
        make = glued_list if r.random() < 0.25 else glued_table
        lines += [make(m, style), ""]
    return "\n".join(lines + ["References", f"https://{m.host()}/a/b", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--glued", action="store_true", help="texts that lost the gaps between their cells")
    options = parser.parse_args()
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "articles.jsonl", "w", encoding="utf-8") as out:
        for i in range(options.count):
            m = Maker(options.seed * 1_000_003 + i)
            kind = "glued" if options.glued else ("html", "html", "html", "french", "pdftext")[i % 5]
            text = {"glued": lambda: glued_text(m), "html": lambda: html_article(m), "french": lambda: html_article(m, french=True), "pdftext": lambda: pdf_text(m)}[kind]()
            name = f"{kind}-{i}.{'txt' if kind in ('glued', 'pdftext') else 'html'}"
            (folder / name).write_text(text, encoding="utf-8")
            row = {"source": kind, "id": name, "file": name, "gold_present_in_text": sorted(map(list, m.gold))}
            out.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
