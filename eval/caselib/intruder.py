"""Another intruder: what ran the script, which ports were called, which files and orders are the intruder's."""

import json
import re

from caselib.words import replaced

INTERPRETERS = {  # name: path, what stands before the script, ending of scripts, signing id, part of the system?
    "python3": ("/usr/bin/python3", "/usr/bin/python3", ".py", "com.apple.python3", "1"),
    "perl": ("/usr/bin/perl", "/usr/bin/perl", ".pl", "com.apple.perl", "1"),
    "ruby": ("/usr/bin/ruby", "/usr/bin/ruby", ".rb", "com.apple.ruby", "1"),
    "osascript": ("/usr/bin/osascript", "/usr/bin/osascript -l JavaScript", ".js", "com.apple.osascript", "1"),
    "bash": ("/bin/bash", "/bin/bash", ".sh", "com.apple.bash", "1"),
    "node": ("/usr/local/bin/node", "/usr/local/bin/node", ".js", "node", "0"),
}


def columns_of(row):
    try:
        return json.loads(row.text).get("columns") or {}
    except ValueError:
        return {}


def interpreter_of(case):
    """(path, command line, signing id) of what ran the script: the process among the first records on a device."""
    for group, file, row in case.marked("planted"):
        columns = columns_of(row) if file.stream == "osquery" else {}
        if group["tag"].startswith("I1") and columns.get("cmdline"):
            return columns["path"], columns["cmdline"], columns.get("signing_id", "")
    return None


def interpreter(case, name):
    found = interpreter_of(case)
    if not found:
        return
    path, command, signed = found
    new_path, new_start, ending, new_signed, platform = INTERPRETERS[name]
    script = command.split()[-1]
    new_script = re.sub(r"\.\w+$", "", script) + ending
    base, new_base = script.rsplit("/", 1)[-1], new_script.rsplit("/", 1)[-1]
    for group, file, row in case.marked("planted"):
        text = row.text
        if '"cmdline":"%s"' % command in text:
            text = text.replace('"cmdline":"%s"' % command, '"cmdline":"%s %s"' % (new_start, new_script))
            if signed:
                text = text.replace('"signing_id":"%s"' % signed, '"signing_id":"%s"' % new_signed)
            text = re.sub(r'("platform_binary":")\d', lambda match: match.group(1) + platform, text)
        text = text.replace('"%s"' % path, '"%s"' % new_path)
        row.text = replaced(text, {base: new_base})


def ports(case, chance):
    """The intruder's servers listen elsewhere: one other port for each of theirs."""
    others = chance.sample([8443, 4443, 8080, 8888, 9443, 2083, 5222, 8000], 8)
    chosen = {}
    for _, file, row in case.marked("planted"):
        if file.stream not in ("zeek_conn", "zeek_ssl", "zeek_http"):
            continue

        def other(match):
            chosen.setdefault(match.group(2), str(others[len(chosen) % len(others)]))
            return match.group(1) + chosen[match.group(2)]

        row.text = re.sub(r'("id\.resp_p":\s*)(\d+)', other, row.text)


def intruders_files(case):
    """Paths that the intruder made: written by planted processes, or run by them and by nobody else."""
    everyday = set()
    for file in case.of_stream("osquery"):
        for row in file.rows:
            if row.ordinary():
                everyday.update(re.findall(r'"(?:path|filename|parent_path)":"([^"]+)"', row.text))
    paths = set()
    for _, file, row in case.marked("planted"):
        columns = columns_of(row) if file.stream == "osquery" else {}
        if columns.get("event_type") in ("write", "create", "rename"):
            paths.add(columns.get("filename") or "")
            paths.add(columns.get("dest_filename") or "")
        elif columns.get("event_type") == "exec" and columns.get("platform_binary") == "0":
            paths.add(columns.get("path") or "")
    run_by = interpreter_of(case)
    return sorted(path for path in paths - everyday - {run_by[0] if run_by else ""} if path.startswith("/"))


def intruders_order(case):
    for group, file, row in case.marked("planted"):
        if file.stream == "di" and group["tag"].startswith("I0_order"):
            match = re.search(r'"type":"command","name":"([^"]+)"', row.text)
            if match:
                return match.group(1)
    return None
