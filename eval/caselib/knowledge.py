"""What can still be known after records were taken away: devices, accounts, door, rotation, verdict."""

from caselib.case import NETWORK, known_groups


def reassess(case):
    """After records were taken away: which devices, accounts, door and verdict can still be known."""
    truth = case.truth
    proof = {}  # device -> "indicator", "behaviour", or "" where its records prove nothing by themselves
    listed_elsewhere = False
    for group, file, row in case.marked("planted"):
        device = group.get("device")
        if case.shows_listed(row):
            proof[device] = "indicator"
            listed_elsewhere |= device is None
        elif file.stream == "osquery" and proof.get(device) != "indicator":
            proof[device] = "behaviour"
        else:
            proof.setdefault(device, "")
    kept, unseen = [], []
    for device in truth["devices"]:
        (kept if proof.get(device["name"]) else unseen).append(device)
    was_hit = truth["verdict"]["expected"] == "hit"
    truth["devices"] = kept
    tags = {group["tag"].split("_")[0] for group in known_groups(case)}
    if unseen:
        case.assume("not to be known, so that naming them is neither right nor wrong: " + names_list(unseen))
        truth["devices_unseen"] = truth.get("devices_unseen", []) + [device["name"] for device in unseen]
    for device in kept:
        times = [
            record["time"]
            for group in truth["planted"]
            if group.get("device") == device["name"]
            for record in group["records"]
        ]
        device["since"] = min(times)
    settle_accounts(case, unseen, tags)
    settle_door(case, tags, was_hit)
    settle_verdict(case, was_hit, listed_elsewhere)


def names_of(device):
    return device["name"] if isinstance(device, dict) else device


def names_list(devices):
    return ", ".join(sorted(names_of(device) for device in devices))


def settle_accounts(case, unseen, tags):
    """Who is no longer known to be touched counts neither way, and needs no new secrets."""
    truth = case.truth
    users = {device.get("user") for device in unseen}
    out = [account for account in truth["accounts"] if account["kind"] == "user" and account["name"] in users]
    if "I9" not in tags:
        out += [account for account in truth["accounts"] if account["kind"] == "cloud"]
    if "I0" not in tags:
        out += [account for account in truth["accounts"] if account["kind"] in ("admin", "service")]
    names = {name for account in out for name in account.get("names") or [account["name"]]}
    truth["accounts"] = [account for account in truth["accounts"] if account not in out]
    truth["accounts_neutral"] = sorted(set(truth.get("accounts_neutral", [])) | names)
    hidden = {device["name"] for device in unseen}
    required = []
    for item in truth["rotation"]["required"]:
        if hidden & set(item.get("devices") or []):
            continue
        if item["rid"] in ("cloud_key", "cloud_secret") and "I9" not in tags:
            continue
        if item["rid"] in ("admin_api_key", "admin_session") and "I0" not in tags:
            continue
        required.append(item)
    truth["rotation"]["required"] = required


def settle_door(case, tags, was_hit):
    """Who gave the order is read from the orders; without them the agent alone is left to blame."""
    truth = case.truth
    door = truth["door"]
    if not was_hit:
        return
    if not truth["devices"]:
        truth["door"] = {"kind": None, "credit": {}}
        truth["rotation"]["required"] = []
        return
    orders = {stream for stream, _ in case.lost} & {"di"}
    if door["kind"] == "supplier_channel" and orders:
        case.assume("without the orders the absence of one is not proven: an unknown door is as right")
        truth["door"] = {"kind": "supplier_channel", "credit": {"supplier_channel": 1, "unknown": 1}}
    elif door["kind"] in ("admin_api_key", "admin_session", "sso_session") and "I0" not in tags:
        case.assume("the order is not in the evidence: an unknown door is right, the supplier's a fair guess")
        truth["door"] = {"kind": "unknown", "credit": {"unknown": 1, "supplier_channel": 0.5, door["kind"]: 0.5}}
    elif door["kind"] == "sso_session" and not any(group["tag"] == "I0_login" for group in truth["planted"]):
        case.assume("the sign-in before the order is not in the evidence: any session of an admin is as right")
        truth["door"] = {"kind": "sso_session", "credit": {"sso_session": 1, "admin_session": 1}}
    elif "I1" not in tags and "I0" not in tags:
        case.assume("nothing shows how the script came: an unknown door is as right")
        truth["door"] = {"kind": door["kind"], "credit": {door["kind"]: 1, "unknown": 1}}


def settle_verdict(case, was_hit, listed_elsewhere):
    truth = case.truth
    lost = {stream for stream, _ in case.lost}
    left = {file.stream for file in case.files.values() if file.rows} - {stream for stream, _ in case.lost}
    if truth["devices"]:
        return
    if was_hit and listed_elsewhere:
        case.assume("only records of the company as a whole show a listed value: suspicious is as right as hit")
        truth["verdict"] = {"expected": "hit", "credit": {"hit": 1, "suspicious": 1, "cannot_say": 0.3}}
    elif was_hit or truth["verdict"]["expected"] == "cannot_say":
        truth["verdict"] = {"expected": "cannot_say", "credit": {"cannot_say": 1, "suspicious": 0.3}}
    elif "osquery" in lost or not NETWORK & left:
        truth["verdict"] = {"expected": "cannot_say", "credit": {"cannot_say": 1, "suspicious": 0.2}}
    elif lost & (NETWORK | {"di", "results"}):
        case.assume("processes and part of the network are seen: cannot_say is as right as not_seen")
        truth["verdict"]["credit"] = {"not_seen": 1, "cannot_say": 1, "suspicious": 0.2}
