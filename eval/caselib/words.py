"""What names and ids stand in a case, and how to put others in their place."""

import re

HEX_ID = re.compile(r"(?<![0-9a-zA-Z])[0-9a-f]{24}(?![0-9a-zA-Z])")
FRESH = re.compile(r'("(?:uid|requestID|eventID)":\s*")([^"]+)(")')


def replaced(text, words):
    """Whole words only: `lhd-1` does not stand in `lhd-10`."""
    if not words:
        return text
    pattern = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    return re.sub(r"(?<![0-9A-Za-z])(?:%s)(?![0-9A-Za-z])" % pattern, lambda match: words[match.group()], text)


def words_between(old, new):
    """What turns the records of one device into those of another."""
    words = {}
    for key in ("hostname", "system_id", "ip", "user"):
        if old.get(key) and new.get(key):
            words[old[key]] = new[key]
            words.setdefault(old[key].lower(), new[key].lower())
    return words


def fresh_word(chance, old):
    """Another word of the same make: digits for digits, letters for letters."""
    result = []
    for letter in old:
        if letter.isdigit():
            result.append(chance.choice("0123456789"))
        elif letter in "abcdef":
            result.append(chance.choice("abcdef"))
        elif letter.islower():
            result.append(chance.choice("ghijklmnopqrstuvwxyz"))
        elif letter.isupper():
            result.append(chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        else:
            result.append(letter)
    return "".join(result)


def with_fresh_ids(text, chance, known, kept=frozenset()):
    """Ids of records become others, the same one the same other (`known` remembers); `kept` ids stay."""

    def fresh(word):
        if word in kept:
            return word
        if word not in known:
            known[word] = fresh_word(chance, word)
        return known[word]

    text = FRESH.sub(lambda match: match.group(1) + fresh(match.group(2)) + match.group(3), text)
    return HEX_ID.sub(lambda match: fresh(match.group()), text)


def lasting_ids(case):
    """Ids of devices, people and the organisation: all that stands in more than one order."""
    seen = {}
    for file in case.files.values():
        if file.stream in ("di", "results", "assets"):
            for row in file.rows:
                for word in set(HEX_ID.findall(row.text)):
                    seen[word] = seen.get(word, 0) + 1
    known = {asset.get("system_id") for asset in case.assets()}
    for file in case.of_stream("di"):
        for row in file.rows:
            known.update(re.findall(r'"(?:organization|initiated_by)":\s*(?:\{"id":\s*)?"([0-9a-f]{24})"', row.text))
    return {word for word in seen if word in known}


def people_of(case):
    """(name, type) -> id, of those who act in the directory."""
    people = {}
    for file in case.of_stream("di"):
        for row in file.rows:
            match = re.search(
                r'"initiated_by":\s*\{"id":\s*"([0-9a-f]{24})",\s*"type":\s*"(\w+)",\s*'
                r'"(?:email|username)":\s*"([^"@]+)',
                row.text,
            )
            if match:
                people.setdefault((match.group(3), match.group(2)), match.group(1))
    return people


def first_match(case, stream, pattern):
    for file in case.of_stream(stream):
        for row in file.rows:
            match = re.search(pattern, row.text)
            if match:
                return match.group(1)
    return None


def all_matches(case, stream, pattern):
    return {match for file in case.of_stream(stream) for row in file.rows for match in re.findall(pattern, row.text)}


def cloud_keys(case):
    """User name -> the sixteen letters that its key and principal share."""
    keys = {}
    for file in case.of_stream("cloudtrail"):
        for row in file.rows:
            match = re.search(r'"accessKeyId":\s*"A[A-Z]{3}([A-Z0-9]{16})"', row.text)
            user = re.search(r'"userName":\s*"([^"]+)"', row.text)
            if match and user:
                keys.setdefault(user.group(1), match.group(1))
    return keys


def domain_of(case):
    """The company's own: the domain of its people's addresses."""
    return first_match(case, "di", r'"email":\s*"[^"@]+@([^"]+)"')
