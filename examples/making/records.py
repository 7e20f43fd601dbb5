"""One function for each kind of record, as the products write it. Their formats are real, nothing else is."""
import hashlib

from making.case import compact
from making.chance import HOUR, SECOND, epoch, moment, rfc3339

AGENT = "/opt/jc/bin/jumpcloud-agent"


def dns(case, ms, host, query, answers, tag="", kind=("A", 1), rcode=("NOERROR", 0)):
    row = {"ts": epoch(ms), "uid": case.chance.uid(), "id.orig_h": host.ip,
           "id.orig_p": case.chance.between(1025, 65000),
           "id.resp_h": case.company.resolver, "id.resp_p": 53, "proto": "udp",
           "trans_id": case.chance.below(65536),
           "query": query, "qclass": 1, "qclass_name": "C_INTERNET", "qtype": kind[1], "qtype_name": kind[0],
           "rcode": rcode[1], "rcode_name": rcode[0], "AA": False, "TC": False, "RD": True, "RA": True, "Z": 0}
    if answers:
        row["answers"] = answers
        row["TTLs"] = [300.0] * len(answers)
    row["rejected"] = False
    case.add("zeek_dns.ndjson", "zeek_dns", ms, compact(row), tag, host.name)


def conn(case, ms, host, address, port, tag="", sent=0, received=0, service="ssl", state="SF"):
    uid, source_port = case.chance.uid(), case.chance.between(1025, 65000)
    sent, received = sent or case.chance.between(600, 9000), received or case.chance.between(2000, 400000)
    row = {"ts": epoch(ms), "uid": uid, "id.orig_h": host.ip, "id.orig_p": source_port, "id.resp_h": address,
           "id.resp_p": port, "proto": "tcp", "service": service, "duration": case.chance.between(20, 9000) / 1000,
           "orig_bytes": sent, "resp_bytes": received, "conn_state": state, "local_orig": True, "local_resp": False,
           "missed_bytes": 0, "history": "ShADadFf"}
    case.add("zeek_conn.ndjson", "zeek_conn", ms, compact(row), tag, host.name)
    return uid, source_port


def tls(case, ms, host, name, address, port=443, tag="", answers=None, sent=0, received=0):
    """A name is asked for, answered, connected to, and the handshake ends well."""
    dns(case, ms - 55, host, name, answers or [address], tag)
    tls_only(case, ms, host, name, address, port, tag, sent, received)


def tls_only(case, ms, host, name, address, port=443, tag="", sent=0, received=0):
    uid, source_port = conn(case, ms, host, address, port, tag, sent, received)
    row = {"ts": epoch(ms + 12), "uid": uid, "id.orig_h": host.ip, "id.orig_p": source_port, "id.resp_h": address,
           "id.resp_p": port, "version": "TLSv13", "cipher": "TLS_AES_128_GCM_SHA256", "curve": "x25519",
           "server_name": name, "resumed": False, "established": True}
    case.add("zeek_ssl.ndjson.gz", "zeek_ssl", ms + 12, compact(row), tag, host.name)


HTTP_FIELDS = ["ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "trans_depth", "method", "host", "uri",
               "user_agent", "request_body_len", "response_body_len", "status_code", "status_msg"]
HTTP_TYPES = ["time", "string", "addr", "port", "addr", "port", "count", "string", "string", "string", "string",
              "count", "count", "count", "string"]


def tsv_frame(case, path, fields, types):
    """What stands before, between and after the records of a Zeek log with tabs."""
    opened, closed = (moment(ms).strftime("%Y-%m-%d-%H-%M-%S") for ms in (case.begin, case.end))
    return ("#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t%s\n" % path
            + "#open\t%s\n#fields\t%s\n#types\t%s\n" % (opened, "\t".join(fields), "\t".join(types)),
            "\n", "#close\t%s\n" % closed)


def http(case, ms, host, name, address, path, agent, port=80, tag="", method="GET"):
    dns(case, ms - 48, host, name, [address], tag)
    uid, source_port = conn(case, ms, host, address, port, tag, service="http")
    cells = ["%.6f" % epoch(ms + 9), uid, host.ip, source_port, address, port, 1, method, name, path, agent, 0,
             case.chance.between(2, 9000), 200, "OK"]
    case.frames["zeek_http.log"] = tsv_frame(case, "http", HTTP_FIELDS, HTTP_TYPES)
    case.add("zeek_http.log", "zeek_http", ms + 9, "\t".join(str(cell) for cell in cells), tag, host.name)


def osquery(case, ms, host, query, columns, tag=""):
    said = ms + case.clocks.get("osquery", 0)
    row = {"name": "pack_%s_%s" % (case.company.pack, query), "hostIdentifier": host.name,
           "calendarTime": moment(said).strftime("%a %b %e %H:%M:%S %Y UTC"), "unixTime": said // SECOND, "epoch": 0,
           "counter": case.chance.below(9000), "numerics": False, "action": "added",
           "columns": {**columns, "time": str(said // SECOND)}}
    case.add("osquery_results.ndjson", "osquery", ms, compact(row), tag, host.name)


def run(case, ms, host, path, command, parent_path, parent, user=None, tag="", signer=None, pid=None, code=None):
    pid = pid or case.chance.between(2000, 90000)
    user = user or host.user
    columns = {"pid": str(pid), "parent": str(parent), "path": path, "cmdline": command,
               "uid": "0" if user == "root" else "501", "username": user}
    if host.os == "Mac OS X":
        signer = "com.apple." + path.rsplit("/", 1)[-1] if signer is None else signer
        columns = {"version": "7", **columns, "original_parent": str(parent), "signing_id": signer, "team_id": "",
                   "platform_binary": "1" if signer.startswith("com.apple.") else "0"}
        if code is not None:
            columns["cdhash"] = code
        query = "es_process_events"
    else:
        columns = {**columns, "syscall": "execve", "auid": "0"}
        query = "process_events"
    osquery(case, ms, host, query, {**columns, "event_type": "exec", "parent_path": parent_path}, tag)
    return pid


def touch(case, ms, host, kind, filename, by, pid, tag=""):
    columns = {"version": "7", "pid": str(pid), "path": by, "filename": filename,
               "dest_filename": "", "event_type": kind}
    osquery(case, ms, host, "es_process_file_events", columns, tag)


def geoip(case, place):
    """As much of it as the company's places have."""
    keys = ("country_code", "timezone", "latitude", "longitude", "region_name", "continent_code")
    return dict(zip(keys, case.company.places[place]))


def browser(case, name):
    product, version = case.company.browsers[name]
    return {"os": "Mac OS X", "name": product, "os_name": "Mac OS X", "device": "Mac", "os_version": "10.15.7",
            "os_major": "10", "version": version, "major": version.partition(".")[0]}


def insight(case, ms, body, kind, service="directory", ip=None, place="office", tag="", device=""):
    row = {**body, "geoip": geoip(case, place), "event_type": kind, "provider": None, "service": service,
           "organization": case.organization, "@version": "1", "client_ip": ip or case.company.office,
           "id": case.chance.hex(24), "timestamp": rfc3339(ms)}
    case.add("jumpcloud_insights.ndjson", "di", ms, compact(row), tag, device)


def system_of(host, version="14.6.1"):
    return {"id": host.id, "hostname": host.name, "displayName": host.name, "os": host.os,
            "version": version if host.os == "Mac OS X" else "22.04"}


def user_of(case, host):
    return {"id": hashlib.sha256(host.user.encode()).hexdigest()[:24], "type": "user", "username": host.user}


def admin_of(email):
    return {"id": hashlib.sha256(email.encode()).hexdigest()[:24], "type": "admin", "email": email}


def sign_in(case, ms, host, application="Rendercloud", mfa=True, ip=None, place="office", tag=""):
    methods = {"totp": {"success": True}} if mfa else {}
    insight(case, ms, {
        "initiated_by": user_of(case, host), "useragent": browser(case, "Mac OS X"), "error_message": "",
        "sso_token_success": True, "auth_context": {"auth_methods": methods, "system": system_of(host)}, "mfa": mfa,
        "idp_initiated": False, "application": {"display_label": application, "sso_type": "saml",
                                                "name": application.lower()}},
            "sso_auth", "sso", ip, place, tag, host.name)


def order(case, ms, admin, host, command_id, title, tag=""):
    insight(case, ms, {
        "initiated_by": admin_of(admin), "useragent": browser(case, "admin"), "auth_method": "session", "success": True,
        "resource": {"id": command_id, "type": "command", "name": title}, "changes": [], "system": system_of(host)},
            "command_run", tag=tag, device=host.name)


def result(case, asked, answered, host, command_id, title, command, tag=""):
    row = {"_id": case.chance.hex(24), "workflowId": command_id, "workflowInstanceId": case.chance.hex(24),
           "name": title, "command": command, "system": host.name, "systemId": host.id,
           "organization": case.organization, "user": "root", "sudo": True, "files": [],
           "requestTime": rfc3339(asked), "responseTime": rfc3339(answered),
           "response": {"id": case.chance.hex(24), "data": {"output": "", "exitCode": 0}}}
    case.add("command_results.json", "results", answered, compact(row), tag, host.name)


def cloud(case, ms, user, key, call, ip=None, agent="aws-cli/2.17.0", parameters=None, tag="", error=None,
          file="cloudtrail.ndjson"):
    service, name = call
    row = {"eventVersion": "1.10",
           "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::123456789012:user/" + user,
                            "accountId": "123456789012", "accessKeyId": key, "userName": user},
           "eventTime": rfc3339(ms, 0), "eventSource": service + ".amazonaws.com", "eventName": name,
           "awsRegion": "eu-central-1", "sourceIPAddress": ip or case.company.office, "userAgent": agent,
           "requestParameters": parameters, "responseElements": None, "eventID": case.chance.hex(32),
           "readOnly": name != "PutObject",
           "eventType": "AwsApiCall", "managementEvent": True, "recipientAccountId": "123456789012"}
    if error:
        row |= {"errorCode": error, "errorMessage": "User %s may not call %s" % (user, name)}
    case.add(file, "cloudtrail", ms, compact(row), tag)


def agent_log(case, ms, host, words, pid):
    local = moment(ms + host.offset * HOUR).strftime("%Y/%m/%d %H:%M:%S")
    case.add("agent_%s.log" % host.name, "jcagent", ms, "%s [%d] %s" % (local, pid, words), device=host.name)


def proxy(case, ms, host, verdict, target, tag="", method="CONNECT", via=""):
    via = via or "HIER_DIRECT/198.18.63.90"
    took_ms, size = case.chance.between(30, 900), case.chance.between(900, 80000)
    text = "%d.%03d %6d %s %s %d %s %s - %s -" % (ms // SECOND, ms % SECOND, took_ms, host.ip, verdict, size, method,
                                                  target, via)
    case.add("proxy_access.log", "proxy", ms, text, tag, host.name)


def edr(case, ms, host, words, tag=""):
    case.add("warden_edr.log", "edr", ms, "%s warden sensor=%s %s" % (rfc3339(ms, 0), host.name, words), tag, host.name)
