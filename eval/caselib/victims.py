"""Changes of who was hit: the intrusion of one device on further ones, or fewer."""

import json
import re

from caselib.case import Row
from caselib.clock import CLOCKS, rfc3339, seconds_of
from caselib.words import lasting_ids, replaced, with_fresh_ids, words_between


def bystanders(case, clean=True):
    """Assets of the kind that the victims are, which no planted record speaks of; `clean`: nor any decoy."""
    hit = {device["name"] for device in case.truth["devices"]}
    marked = {device for group in case.groups() for device in [group.get("device"), *(group.get("devices") or [])]}
    marked |= {record.get("device") for record in case.records()}
    marked = marked | hit if clean else hit
    kinds = {asset.get("os") for asset in case.assets() if asset["hostname"] in hit}
    return [
        asset
        for asset in case.assets()
        if asset["hostname"] not in marked
        and asset.get("user")
        and asset.get("os") in kinds
        and asset.get("system_id")
        and "analyst" not in (asset.get("role") or "")
    ]


def outages(case, stream):
    return [
        (seconds_of(gap["from"]), seconds_of(gap["to"]))
        for gap in case.truth["gaps"]
        if gap["stream"] == stream and gap["kind"] == "outage"
    ]


def span_of(case):
    """When the evidence begins and ends."""
    times = [row.time for file in case.of_stream("osquery") or case.files.values() for row in file.rows if row.time]
    return max(times)


def victims(case, wanted, chance):
    have = len(case.truth["devices"])
    if not have and wanted:
        raise SystemExit("victims: there is no intrusion to copy")
    if wanted < have:
        remove_victims(case, case.truth["devices"][wanted:])
    for _ in range(have, wanted):
        add_victim(case, chance)


def remove_victims(case, devices):
    """As if they had never been reached."""
    names = {device["name"] for device in devices}
    truth = case.truth
    everything = len(names) == len(truth["devices"])
    cloud = any(group["tag"].startswith("I8") and group.get("device") in names for group in truth["planted"])
    doomed = set()
    for group, _, row in case.marked("planted"):
        if everything or group.get("device") in names or (cloud and group["tag"].startswith(("I8", "I9"))):
            doomed.add(id(row))
    case.remove(doomed)
    users = {device["user"] for device in devices}
    truth["devices"] = [device for device in truth["devices"] if device["name"] not in names]
    truth["accounts"] = [
        account
        for account in truth["accounts"]
        if not everything and account["name"] not in users and not (cloud and account["kind"] == "cloud")
    ]
    truth["rotation"]["required"] = [
        item
        for item in truth["rotation"]["required"]
        if not everything
        and not names & set(item.get("devices") or [])
        and not (cloud and item["rid"] in ("cloud_key", "cloud_secret"))
    ]
    if everything:
        truth["verdict"] = {"expected": "not_seen", "credit": {"not_seen": 1, "cannot_say": 0.3, "suspicious": 0.2}}
        truth["door"] = {"kind": None, "credit": {}}
        truth["indicators_touched"] = []


def add_victim(case, chance):
    truth = case.truth
    template = max(truth["devices"], key=lambda device: (device["since"], device["name"]))
    old = next(asset for asset in case.assets() if asset["hostname"] == template["name"])
    free = bystanders(case) or bystanders(case, clean=False)
    if not free:
        raise SystemExit("victims: no device is left that could be one")
    new = chance.choice(free)
    delta = chance.randrange(3 * 3600, 30 * 3600)
    words = words_between(old, new)
    known, kept = {}, lasting_ids(case)
    end = span_of(case)
    pids, names = {}, {}
    copies = {}  # file name -> rows
    groups = []
    source = [g for g in truth["planted"] if g.get("device") == template["name"] and not g["tag"].startswith("I8")]
    rows = {id(mark): (file, row) for _, file, row in case.marked("planted") for mark in row.marks}
    for group in source:
        twin = {key: value for key, value in group.items() if key != "records"}
        twin["tag"] = replaced(group["tag"], words)
        twin["device"] = new["hostname"]
        twin["records"] = []
        for record in group["records"]:
            file, row = rows[id(record)]
            time = (row.time if row.time is not None else seconds_of(record["time"])) + delta
            if time > end or any(begin <= time <= to for begin, to in outages(case, file.stream)):
                continue  # the evidence ends, or the sensor was down
            text = replaced(CLOCKS[file.stream].move(row.text, delta), words)
            text = with_fresh_ids(text, chance, known, kept)
            text = fresh_columns(text, chance, pids, names)
            mark = dict(record, time=rfc3339(seconds_of(record["time"]) + delta))
            if mark.get("device"):
                mark["device"] = new["hostname"]
            twin["records"].append(mark)
            copies.setdefault(file.name, []).append(Row(text, time, [mark]))
        if twin["records"]:
            groups.append(twin)
    for name, more in copies.items():
        case.files[name].insert(more)
    truth["planted"] += groups
    device = dict(template, name=new["hostname"], system_id=new["system_id"], ip=new["ip"], user=new["user"])
    device["since"] = min(record["time"] for group in groups for record in group["records"])
    if device.get("first_indicator"):
        device["first_indicator"] = rfc3339(seconds_of(device["first_indicator"]) + delta)
    truth["devices"].append(device)
    truth["accounts"].append({"name": new["user"], "kind": "user", "status": "exposed", "names": [new["user"]]})
    truth["accounts_neutral"] = [name for name in truth.get("accounts_neutral", []) if name != new["user"]]
    for item in list(truth["rotation"]["required"]):
        if template["name"] in (item.get("devices") or []):
            twin = json.loads(replaced(json.dumps(item), words))
            truth["rotation"]["required"].append(twin)
    truth["rotation"]["forbidden"] = [
        item for item in truth["rotation"]["forbidden"] if new["hostname"] not in (item.get("devices") or [])
    ]


def fresh_columns(text, chance, pids, names):
    """Process ids and the random names of temporary files are each device's own."""

    def pid(match):
        if match.group(2) not in ("0", "1") and match.group(2) not in pids:
            pids[match.group(2)] = str(chance.randrange(400, 99000))
        return match.group(1) + pids.get(match.group(2), match.group(2)) + match.group(3)

    def name(match):
        if not re.search(r"\d", match.group(1)) or "." in match.group(1):
            return match.group()
        names.setdefault(match.group(1), "".join(chance.choice("abcdefghijkmnpqrstuvwxyz0123456789") for _ in range(6)))
        return "/tmp/" + names[match.group(1)]

    text = re.sub(r'("(?:pid|parent|original_parent)":\s*")(\d+)(")', pid, text)
    return re.sub(r"/tmp/([0-9A-Za-z.]+)", name, text)
