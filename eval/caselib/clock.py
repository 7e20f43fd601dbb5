"""Where the times stand in a record of each format, how to read them, and how to move them."""

import re
from calendar import timegm
from datetime import datetime, timezone


def seconds_of(text):
    """Seconds since 1970 of `2023-06-27T18:36:41.123Z`, or of a date alone."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    if "T" not in whole:
        whole += "T00:00:00"
    moment = datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    return moment.timestamp() + (float("0." + fraction) if fraction else 0.0)


def rfc3339(seconds, digits=3):
    """With so many digits after the second; 0 for none."""
    ticks = round(seconds * 10**digits)
    whole, rest = divmod(ticks, 10**digits)
    text = datetime.fromtimestamp(whole, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    return text + (".%0*d" % (digits, rest) if digits else "") + "Z"


def moved_rfc3339(match, delta):
    digits = len(match.group(2).partition(".")[2])
    return match.group(1) + rfc3339(seconds_of(match.group(2)) + delta, digits) + match.group(3)


def moved_epoch(match, delta):
    """A number keeps its digits: 1687891004.95 stays one with two of them."""
    whole, point, fraction = match.group(2).partition(".")
    if not point:
        return match.group(1) + str(int(whole) + round(delta)) + match.group(3)
    ticks = int(whole + fraction) + round(delta * 10 ** len(fraction))
    text = str(ticks)
    return match.group(1) + text[: -len(fraction)] + "." + text[-len(fraction) :] + match.group(3)


def moved_pattern(match, delta, pattern):
    moment = timegm(datetime.strptime(match.group(2), pattern).timetuple()) + round(delta)
    return match.group(1) + datetime.fromtimestamp(moment, timezone.utc).strftime(pattern) + match.group(3)


def field(name, quoted=True):
    return re.compile(r'("%s":\s*"?)(%s)("|\b)' % (re.escape(name), r"[^\"]+" if quoted else r"[0-9.]+"))


def calendar(match, delta):
    return moved_pattern(match, delta, "%a %b %d %H:%M:%S %Y UTC")


def local(match, delta):
    return moved_pattern(match, delta, "%Y/%m/%d %H:%M:%S")


class Clock:
    """Where the times stand in a record of one format; the first place is the time of the record."""

    def __init__(self, *places):
        self.places = places  # (compiled pattern with the time as group 2, how to move it)

    def read(self, line):
        pattern, mover = self.places[0]
        match = pattern.search(line)
        if not match:
            return None
        text = match.group(2)
        try:
            if mover is moved_rfc3339:
                return seconds_of(text)
            if mover is moved_epoch:
                return float(text)
            return float(timegm(datetime.strptime(text, "%Y/%m/%d %H:%M:%S").timetuple()))
        except ValueError:
            return None  # a line that was cut off

    def move(self, line, delta):
        for pattern, mover in self.places:
            line = pattern.sub(lambda match, mover=mover: mover(match, delta), line)
        return line


ZEEK = Clock((field("ts", quoted=False), moved_epoch))
LEADING = Clock((re.compile(r"^()(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)()"), moved_rfc3339))
CLOCKS = {
    "zeek_conn": ZEEK,
    "zeek_dns": ZEEK,
    "zeek_ssl": ZEEK,
    "zeek_http": ZEEK,
    "cloudtrail": Clock((field("eventTime"), moved_rfc3339)),
    "di": Clock((field("timestamp"), moved_rfc3339)),
    "results": Clock((field("requestTime"), moved_rfc3339), (field("responseTime"), moved_rfc3339)),
    "osquery": Clock(
        (field("unixTime", quoted=False), moved_epoch), (field("calendarTime"), calendar), (field("time"), moved_epoch)
    ),
    "edr": LEADING,
    "ci": LEADING,
    "proxy": Clock((re.compile(r"^()(\d+\.\d+)(\s)"), moved_epoch)),
    "jcagent": Clock((re.compile(r"^()(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)( )"), local)),
}
