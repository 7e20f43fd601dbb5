"""What is measured: the made-up logs of `bench/hunt`, as the systems that they imitate would have written them."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

# What Zeek writes in front of the lines that make_corpus gives.
ZEEK_HEADERS = {
    "conn": (
        "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig "
        "local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents",
        "time string addr port addr port enum string interval count count string bool bool count string count count count "
        "count set[string]"),
    "dns": (
        "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto trans_id rtt query qclass qclass_name qtype qtype_name rcode "
        "rcode_name AA TC RD RA Z answers TTLs rejected",
        "time string addr port addr port enum count interval string count string count string count string bool bool bool "
        "bool count vector[string] vector[interval] bool"),
    "ssl": (
        "ts uid id.orig_h id.orig_p id.resp_h id.resp_p version cipher curve server_name resumed last_alert next_protocol "
        "established ssl_history cert_chain_fps client_cert_chain_fps subject issuer validation_status ja3",
        "time string addr port addr port string string string string bool string string bool string vector[string] "
        "vector[string] string string string string"),
}

# The channel and provider that a shipper writes into every Sysmon event, and the made-up lines have not.
SYSMON = (b'{"EventID"', b'{"Channel":"Microsoft-Windows-Sysmon/Operational","SourceName":"Microsoft-Windows-Sysmon","EventID"')


# From one planted indicator to the next: an intrusion leaves few traces in what everybody else does.
LINES_EACH = 20_000


# The made-up lines have 400,000 addresses of their own network; a company of 4,096 devices has not.
INSIDE = re.compile(rb"\b10\.[0-5]\.(\d+)\.(\d+)\b")


def in_small_network(found):
    return b"10.0.%d.%s" % (int(found[1]) % 16, found[2])


class Kind(NamedTuple):
    words: str
    name: str  # of the file
    made_from: str
    asks: str  # which goal it is held against: json, tsv, text; empty for none


KINDS = (
    Kind("osquery", "osquery.log", "osquery.log", "json"),
    Kind("CloudTrail", "cloudtrail.json", "cloudtrail.log", "json"),
    Kind("Zeek http, JSON", "zeek_http.json", "zeek_http.log", "json"),
    Kind("Zeek conn, JSON", "zeek_conn.json", "zeek_conn_json.log", "json"),
    Kind("Sysmon, JSON", "sysmon.json", "sysmon.log", "json"),
    Kind("JSON of unknown shape", "unknown.json", "okta.log", "json"),
    Kind("Zeek conn, TSV", "zeek_conn.log", "zeek_conn.log", "tsv"),
    Kind("Zeek dns, TSV", "zeek_dns.log", "zeek_dns.log", "tsv"),
    Kind("Zeek ssl, TSV", "zeek_ssl.log", "zeek_ssl.log", "tsv"),
    Kind("an application's log", "application.log", "application.log", "text"),
    Kind("a build's log", "build.log", "build.log", "text"),
    Kind("nginx", "nginx.log", "nginx.log", "text"),
    Kind("Squid", "squid.log", "squid.log", ""),
)


def zeek_header(path):
    fields, types = (text.replace(" ", "\t") for text in ZEEK_HEADERS[path])
    return ("#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t%s\n"
            "#open\t2023-06-26-00-00-00\n#fields\t%s\n#types\t%s\n" % (path, fields, types)).encode()


def make(folder, generator, megabytes, seed):
    """Files in folder/evidence, and the list of what is planted in them in folder/indicators.tsv."""
    corpus = folder / "corpus"
    subprocess.run([generator, corpus, "--mb", str(megabytes), "--seed", str(seed), "--counts", "100", "--every", str(LINES_EACH)],
                   check=True)
    evidence = folder / "evidence"
    evidence.mkdir()
    for kind in KINDS:
        with open(corpus / "100" / kind.made_from, "rb") as source, open(evidence / kind.name, "wb") as target:
            if kind.asks == "tsv":
                target.write(zeek_header(kind.made_from[len("zeek_"):-len(".log")]))
            for line in source:
                line = INSIDE.sub(in_small_network, line)
                target.write(line.replace(*SYSMON, 1) if kind.words.startswith("Sysmon") else line)
    shutil.copy(corpus / "100" / "indicators.tsv", folder / "indicators.tsv")
    shutil.rmtree(corpus)


def of_folder(folder):
    """The files of somebody else; what each is held against follows from how it is recognised."""
    return [Kind(str(path.relative_to(folder)), str(path.relative_to(folder)), "", "?")
            for path in sorted(Path(folder).rglob("*")) if path.is_file() and path.stat().st_size > 0]
