"""Chance and time without chance and clock: the same numbers on every run and with every version of Python."""
from datetime import datetime, timezone


class Chance:
    """splitmix64: the same numbers with every version of Python."""

    def __init__(self, seed):
        self.state = seed

    def bits(self):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    def below(self, n):
        return self.bits() % n

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def pick(self, things):
        return things[self.below(len(things))]

    def hex(self, digits):
        return "".join(self.pick("0123456789abcdef") for _ in range(digits))

    def uid(self):
        return "C" + "".join(self.pick("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789") for _ in range(17))


SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000  # milliseconds


def at(year, month, day, clock):
    """Milliseconds since 1970, `clock` in UTC."""
    whole, _, fraction = clock.partition(".")
    hour, minute, second = (int(part) for part in whole.split(":"))
    moment = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    return int(moment.timestamp()) * SECOND + int((fraction + "000")[:3])


def moment(ms):
    return datetime.fromtimestamp(ms // SECOND, timezone.utc)


def rfc3339(ms, digits=3):
    text = moment(ms).strftime("%Y-%m-%dT%H:%M:%S")
    return text + (".%03dZ" % (ms % SECOND) if digits else "Z")


def epoch(ms):
    return ms // SECOND + (ms % SECOND) / 1000
