"""From the rows of a case to the bytes of its files, and to where each tagged record stands in them."""
from making.chance import rfc3339


def frame_of(case, file):
    if file == "command_results.json":
        return '{"totalCount":%d,"results":[\n' % len(case.files[file]), ",\n", "]}\n"
    return case.frames.get(file, ("", "\n", ""))


def render(case):
    """file -> bytes, and for each tag the records that belong to it."""
    contents, places, streams = {}, {}, {}
    for file in sorted(case.files):
        rows = case.files[file]
        rows.sort(key=lambda row: row.ms)  # stable: records of one moment keep the order of their story
        head, between, foot = frame_of(case, file)
        text = head
        for index, row in enumerate(rows):
            begin = len(text.encode())
            last = index + 1 == len(rows)
            text += row.text + ("\n" if last else between)
            if row.tag:
                first_line = 1 + text.encode()[:begin].count(b"\n")
                for place in lines_of(row, first_line, begin):
                    place = {"file": file, **place, "time": rfc3339(row.ms), "device": row.device or None}
                    places.setdefault(row.tag, []).append(place)
        text += foot
        contents[file] = text.encode()
        streams[file] = {"stream": case.streams[file], "lines": text.count("\n"), "bytes": len(text.encode()),
                         "first": rfc3339(rows[0].ms), "last": rfc3339(rows[-1].ms)}
    return contents, places, streams


def lines_of(row, first_line, begin):
    if not row.lines:
        return [{"line": first_line, "offset": begin}]
    starts, offset = [], 0
    for line in row.text.split("\n"):
        starts.append(offset)
        offset += len(line.encode()) + 1
    return [{"line": first_line + number - 1, "offset": begin + starts[number - 1]} for number in row.lines]


ALIASES = {
    "di": ["jumpcloud_insights", "jumpcloud_di", "directory insights", "di"],
    "results": ["command_results", "jumpcloud_command_results", "command results"],
    "osquery": ["osquery", "endpoint", "process execution", "process events"],
    "zeek_conn": ["zeek_conn", "conn", "connections", "zeek", "network"],
    "zeek_dns": ["zeek_dns", "dns", "zeek", "network"],
    "zeek_ssl": ["zeek_ssl", "ssl", "tls", "zeek", "network"],
    "zeek_http": ["zeek_http", "http", "zeek", "network"],
}


def times_of(case, stream):
    return sorted(row.ms for file in case.files if case.streams[file] == stream for row in case.files[file])
