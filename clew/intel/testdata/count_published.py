#!/usr/bin/env python3
"""Counts what published archives of indicators hold, by other means than clew's: json, csv, xml and regular expressions.

    count_published.py ARCHIVE.tar.gz FOLDER

Unpacks the archive into FOLDER and prints one JSON object a line for each file: its values as [class, text], and how many
names and techniques it has. Classes are paths of STIX ("file:name") or "hash" or "value".
"""

import csv
import io
import json
import re
import sys
import tarfile
import xml.etree.ElementTree
from pathlib import Path

COMPARISON = re.compile(
    r"(?P<path>[\w-]+:(?:[\w*\[\].-]|'(?:[^'\\]|\\.)*')+)\s*(?P<operator>NOT\b|!=|=|<|>|LIKE|MATCHES|IN|ISSUBSET)\s*"
    r"(?P<value>'(?:[^'\\]|\\.)*'|-?[\d.]+|true|false)")
# A letter that is no digit may stick to the end of a hash: nobody can take it for a part of it.
HEX = re.compile(r"(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{128}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{32})(?![0-9A-Fa-f])")

# How much a value says beside others in an AND; what is not listed says nothing that is searched for.
RANKS = {"file:hashes": 9, "url:value": 8, "x509-certificate:hashes": 8, "domain-name:value": 7, "email-addr:value": 7,
         "ipv4-addr:value": 6, "ipv6-addr:value": 6, "mutex:name": 6, "windows-registry-key:key": 6, "address": 6,
         "user-agent": 4, "file:path": 6, "file:name": 4, "user-account:user_id": 3, "directory:path": 1}


def class_of(path: str) -> str:
    plain = path.replace("'", "")
    if ".hashes." in plain or ":hashes." in plain:
        return plain.split(":")[0] + ":hashes"
    if plain.endswith("_ref.value") or plain.endswith("resolves_to_refs[*].value"):
        return "address"
    if plain.endswith("User-Agent"):
        return "user-agent"
    if plain.endswith("image_ref.name"):
        return "file:name"
    if plain.endswith("directory_ref.path"):
        return "directory:path"
    return plain


def unquoted(literal: str) -> str:
    if not literal.startswith("'"):
        return literal
    return re.sub(r"\\(.)", r"\1", literal[1:-1])


def joined(sides: list[list[tuple[str, str]]]) -> list[list[tuple[str, str]]]:
    """A name and the folder beside it are one path."""
    for at, (first, second) in enumerate(zip(sides, sides[1:])):
        kinds = {first[0][0]: first[0][1], second[0][0]: second[0][1]}
        if len(first) == len(second) == 1 and set(kinds) == {"file:name", "directory:path"}:
            folder = kinds["directory:path"]
            slash = "\\" if "\\" in folder or "%" in folder else "/"
            path = folder.rstrip(slash) + slash + kinds["file:name"]
            return sides[:at] + [[("file:path", path)]] + sides[at + 2:]
    return sides


def sufficient(pattern: str) -> list[tuple[str, str]]:
    """Of each AND those that say most; of an OR all. Good for patterns that are an AND of ORs, or an OR of ANDs in brackets."""
    masked = re.sub(r"'(?:[^'\\]|\\.)*'", lambda match: "'" + "_" * (len(match.group()) - 2) + "'", pattern)
    found = []
    for match in COMPARISON.finditer(pattern):
        if masked[match.start():match.end()].count("=") + masked[match.start():match.end()].count("LIKE") == 0:
            continue
        if masked[match.start()] != pattern[match.start()]:
            continue  # inside of a string
        found.append((match.start(), class_of(match.group("path")), match.group("operator"), unquoted(match.group("value"))))
    # Sides of AND: split where AND stands outside of strings; the values between two belong together by OR.
    joints = [match.start() for match in re.finditer(r"\bAND\b|\bFOLLOWEDBY\b", masked)]
    sides: list[list[tuple[str, str]]] = [[] for _ in range(len(joints) + 1)]
    for at, kind, operator, text in found:
        side = sum(1 for joint in joints if joint < at)
        if operator == "=" and kind in RANKS and text.strip():
            sides[side].append((kind, text.strip()))
    sides = joined([side for side in sides if side])
    if not sides:
        return []
    strongest = max(min(RANKS[kind] for kind, _ in side) for side in sides)
    values = [value for side in sides if min(RANKS[kind] for kind, _ in side) == strongest for value in side]
    # The folder that a variable names is written without a slash.
    return [(kind, text + "\\") if re.fullmatch("%.+%", text) else (kind, text) for kind, text in values]


def count_stix(text: str) -> dict:
    objects = json.loads(text)["objects"]
    values: set[tuple[str, str]] = set()
    names, techniques = set(), set()
    indicators = 0
    for item in objects:
        if item["type"] == "indicator":
            indicators += 1
            values.update(sufficient(item["pattern"]))
        if item["type"] in ("malware", "tool", "campaign", "intrusion-set", "threat-actor") and not item.get("revoked"):
            kind = "actor" if item["type"] in ("intrusion-set", "threat-actor") else item["type"]
            names.add((kind, item["name"].strip()))
        if item["type"] == "attack-pattern" and not item.get("revoked"):
            ids = [reference["external_id"] for reference in item.get("external_references", [])
                   if re.fullmatch(r"T\d{4}(\.\d{3})?", reference.get("external_id", ""))
                   and reference["source_name"].startswith("mitre-")]
            techniques.update(ids[:1])
    return {"format": "stix", "indicator_objects": indicators, "values": sorted(values), "names": len(names),
            "techniques": len(techniques)}


def count_csv(text: str) -> dict | None:
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows or "value" not in rows[0] or "entity_type" not in rows[0]:
        return None
    values = set()
    for row in rows:
        value = (row["value"] or "").strip()
        parts = value.split(",") if HEX.match(value) else [value]
        values.update(("value", part.strip().lower()) for part in parts if part.strip())
    return {"format": "csv", "values": sorted(values)}


def count_hashes(text: str, form: str) -> dict:
    return {"format": form, "values": sorted({("hash", value.lower()) for value in HEX.findall(text)})}


def count_openioc(text: str) -> dict:
    values = set()
    context = ""
    for element in xml.etree.ElementTree.fromstring(text.encode()).iter():
        name = element.tag.split("}")[-1]
        if name == "Context":
            context = element.get("search", "")
        if name == "Content" and context.endswith(("Md5sum", "Sha1sum", "Sha256sum")):
            values.add(("hash", element.text.strip().lower()))
    return {"format": "openioc", "values": sorted(values)}


def count_misp(text: str) -> dict | None:
    try:
        root = json.loads(text)
    except ValueError:
        return None
    holders = [root] if "Event" in root else root.get("response", []) if isinstance(root, dict) else root
    events = [holder["Event"] for holder in holders if isinstance(holder, dict) and "Event" in holder]
    if not events:
        return None
    attributes = [one for event in events for item in [event, *event.get("Object", [])] for one in item.get("Attribute", [])]
    kinds = re.compile(r"(.*\|)?(md5|sha1|sha256|sha512)|malware-sample")
    values = [one["value"].split("|")[-1] for one in attributes if kinds.fullmatch(one["type"]) and not one.get("deleted")]
    return {"format": "misp", "values": sorted({("hash", value.strip().lower()) for value in values})}


def count(path: Path, text: str) -> dict | None:
    ending = path.suffix
    if ending == ".json":
        return count_stix(text) if re.match(r'\s*\{(?s:.){0,400}"bundle--', text) else count_misp(text)
    if ending == ".csv":
        return count_csv(text)
    if ending in (".md5", ".sha1", ".sha256"):
        return count_hashes(text, "csv")
    if ending == ".ioc":
        return count_openioc(text)
    if ending in (".yar", ".yara"):
        meta = "\n".join(re.findall(r"^\s*(?:hash|md5|sha1|sha256|sample)\w*\s*=\s*\"[^\"]*\"", text, re.M | re.I))
        return count_hashes(meta, "yara")
    if ending == ".yml":
        return count_hashes(re.sub(r"#.*", "", text), "sigma")
    return None


def main() -> None:
    archive, folder = sys.argv[1:]
    with tarfile.open(archive) as members:
        for member in members:
            if not member.isfile():
                continue
            path = Path(folder) / Path(member.name).as_posix().lstrip("/")
            if ".." in path.parts:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            data = members.extractfile(member).read()
            path.write_bytes(data)
            counted = count(path, data.decode("utf-8", "replace").removeprefix("\ufeff"))
            if counted is not None:
                print(json.dumps({"file": str(path), **counted}))


if __name__ == "__main__":
    main()
