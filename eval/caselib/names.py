"""Another company and other names of what the intruder left: the same ones everywhere, in the truth too."""

import re

from caselib.intruder import intruders_files, intruders_order
from caselib.sources import rename_file_objects
from caselib.words import all_matches, cloud_keys, domain_of, fresh_word, people_of, replaced

FIRST = "ada bela cora dov elin finn gus hana ivo jana kaj lotte milo nils oona pavel rosa stig tove ulla vera".split()
LAST = "abbott berg conti duarte ekman faure grieg holm ibarra jansen kovacs lund moreau nagy okoye petrov quist".split()
WORDS = (
    "anchor basil canyon dapple ermine falcon garnet harbor indigo juniper kestrel lichen magnet nectar orchid pebble "
    "quarry raven saffron thistle urchin velvet walnut yonder zinnia acorn bramble cobalt drift fennel glacier iris"
).split()
PROGRAMS = "com.hyper.kitd net.prism.agentd syncguard com.kettle.socket fontsyncd printmond mdprobe spindumpx".split()
HELPERS = (
    "org.relay.UpdateTool com.teamlink.LinkHelper io.notes.NotesSync com.figbar.Helper net.cablecar.Daemon".split()
)
SCRIPTS = "setup bootstrap prepare refresh inventory apply".split()
ORDERS = ["mac - refresh policy", "sync helper", "prepare host", "policy reload 2", "fix dock"]
FOLDERS = {
    "/usr/local/bin": "/usr/local/libexec",
    "/Library/PrivilegedHelperTools": "/Library/Helpers",
    "/Library/LaunchDaemons": "/Library/LaunchAgents",
    "/Library/Fonts": "/Library/Caches",
}


def bijection(chance, low, high):
    values = list(range(low, high + 1))
    shuffled = values[:]
    chance.shuffle(shuffled)
    return dict(zip(values, shuffled))


class Names:
    """One new name for each old one, remembered."""

    def __init__(self, case, chance):
        self.chance, self.listed = chance, case.listed()
        self.words, self.cache, self.ids, self.domains = {}, {}, {}, {}
        self.octet = bijection(chance, 1, 254)
        self.third = bijection(chance, 0, 255)
        nets = ["192.0.2", "198.51.100", "203.0.113"]
        moved = nets[1:] + nets[:1]
        self.nets = dict(zip(nets, moved))
        self.inner = {}
        self.free_words = chance.sample(WORDS, len(WORDS))
        self.pattern = None

    def domain(self, name):
        """`old.example` -> `other.example`; what the notice names stays."""
        if name.lower() in self.listed:
            return name
        key = name.lower()
        if key not in self.domains:
            label, _, ending = key.rpartition(".")
            new = label
            while new == label or new in self.domains.values():
                new = self.chance.choice(WORDS) + self.chance.choice(["-", ""]) + self.chance.choice(WORDS)
            self.domains[key] = new + "." + ending
        return self.domains[key]

    def address(self, text):
        if text in self.listed:
            return text
        parts = [int(part) for part in text.split(".")]
        if max(parts) > 255:
            return text
        net = ".".join(text.split(".")[:3])
        if net in self.nets:
            return "%s.%d" % (self.nets[net], self.octet.get(parts[3], parts[3]))
        if parts[0] == 198 and parts[1] in (18, 19):
            return "198.%d.%d.%d" % (parts[1], self.third[parts[2]], self.octet.get(parts[3], parts[3]))
        if parts[0] == 10 or (parts[0] == 172 and 16 <= parts[1] < 32) or (parts[0] == 192 and parts[1] == 168):
            if net not in self.inner:
                self.inner[net] = "172.%d.%d" % (16 + self.chance.randrange(16), self.chance.randrange(256))
                while list(self.inner.values()).count(self.inner[net]) > 1:
                    self.inner[net] = "172.%d.%d" % (16 + self.chance.randrange(16), self.chance.randrange(256))
            return "%s.%d" % (self.inner[net], self.octet.get(parts[3], parts[3]))
        return text

    def id(self, text):
        if text in self.listed:
            return text
        if text not in self.ids:
            self.ids[text] = fresh_word(self.chance, text)
        return self.ids[text]

    def key(self, text):
        """Sixteen letters of a cloud key, of the alphabet that such keys have."""
        if text not in self.ids:
            self.ids[text] = "".join(self.chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in text)
        return self.ids[text]

    TOKEN = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?")
    ADDRESS = re.compile(r"^\d{1,3}(?:\.\d{1,3}){3}$")
    DOMAIN = re.compile(r"(?<![0-9A-Za-z-])([0-9A-Za-z-]+\.(?:example|test))$", re.I)

    def token(self, match):
        token = match.group()
        if token in self.cache:
            return self.cache[token]
        self.cache[token] = new = self.renamed(token)
        return new

    def renamed(self, token):
        if token in self.words:
            return self.words[token]
        if re.fullmatch(r"[0-9a-f]{24}|[0-9a-f]{40}|[0-9a-f]{64}", token):
            return self.id(token)
        if re.fullmatch(r"[0-9.]+", token):
            return self.address(token) if self.ADDRESS.match(token) else token
        if re.fullmatch(r"(?:AKIA|AIDA|ASIA|AROA)[A-Z0-9]{16}", token):
            return token[:4] + self.key(token[4:])
        match = self.DOMAIN.search(token)
        if match:
            start = token[: match.start()]
            if start.rstrip(".").lower() in self.listed:
                return start + self.domain(match.group(1))
            return (self.pattern.sub(self.word, start) if self.pattern else start) + self.domain(match.group(1))
        if token.lower() in self.listed:
            return token
        return self.pattern.sub(self.word, token) if self.pattern else token

    def word(self, match):
        return self.words[match.group()]

    def prepare(self):
        words = sorted(self.words, key=lambda word: (-len(word), word))
        self.pattern = re.compile(r"(?<![0-9A-Za-z])(?:%s)(?![0-9A-Za-z])" % "|".join(map(re.escape, words)))

    def apply(self, text):
        return self.TOKEN.sub(self.token, text)


def own_names(case, names, chance):
    """Host and people."""
    style = chance.choice(["%s-mac-%03d", "%s-nb%02d", "mac%s%03d"])
    site = chance.choice(WORDS)[:3]
    servers = chance.choice(WORDS)
    users = set()
    for index, asset in enumerate(case.assets()):
        host = asset["hostname"]
        if re.search(
            r"employee|designer|developer|writer|producer|illustrator|sales|'s Mac", asset.get("role") or ""
        ) or (asset.get("user") and "Mac" in (asset.get("os") or "") and "analyst" not in (asset.get("role") or "")):
            new = style % (site, (index * 7 + 3) % 1000 + 100)
        elif "analyst" in (asset.get("role") or ""):
            new = "%s-desk-%d" % (site, index + 4)
        else:
            new = "%s-%s%d" % (servers, {"DNS resolver": "ns"}.get(asset.get("role"), "node"), index)
        names.words[host] = new
        names.words.setdefault(host.lower(), new.lower())
        names.words.setdefault(host.upper(), new.upper())
        if asset.get("user") and asset["user"] not in ("root",):
            users.add(asset["user"])
    users |= {who for who, _ in people_of(case)} | set(cloud_keys(case))
    pool = [first + "." + last for first in FIRST for last in LAST]
    chance.shuffle(pool)
    for user in sorted(users):
        new = pool.pop()
        names.words[user] = (
            ("app-" + chance.choice(WORDS) + str(len(pool))) if user.startswith(("svc-", "ci-")) else new
        )
    company = case.truth.get("company") or ""
    domain = domain_of(case)
    new = chance.choice(WORDS).capitalize() + " " + chance.choice(["Works", "Street", "Group", "Labs"])
    if domain:
        names.domains[domain.lower()] = new.lower().replace(" ", "") + "." + domain.rpartition(".")[2]
    return company, new


def rename_files_of_intruder(case, names, chance):
    """Base names get others, wherever they stand; a name that continues another continues its new one."""
    paths = intruders_files(case)
    bases = sorted({path.rsplit("/", 1)[-1] for path in paths}, key=lambda base: (len(base), base))
    pools = {
        kind: chance.sample(pool, len(pool))
        for kind, pool in (("program", PROGRAMS), ("helper", HELPERS), ("script", SCRIPTS))
    }
    for base in bases:
        if any(base.startswith(stem + ".") for stem in names.words):
            continue
        folder = next(path.rsplit("/", 1)[0] for path in paths if path.endswith("/" + base))
        ending = re.search(r"\.(rb|py|pl|js|sh|scpt)$", base)
        if ending:
            new = pools["script"].pop() + ending.group()
        elif "/tmp" in folder:
            new = fresh_word(chance, base)
        elif "Helper" in folder or "Launch" in folder:
            new = pools["helper"].pop() if pools["helper"] else fresh_word(chance, base)
        elif "Fonts" in folder:
            new = chance.choice(WORDS) + chance.choice([".otf.sum", ".dat", ".cache"])
        else:
            new = pools["program"].pop() if pools["program"] else fresh_word(chance, base)
        names.words[base] = new
    return paths


def rename(case, chance, folders=True):
    names = Names(case, chance)
    company, new_company = own_names(case, names, chance)
    paths = rename_files_of_intruder(case, names, chance)
    order = intruders_order(case)
    new_order = chance.choice(ORDERS)
    names.words["111122223333"] = "".join(chance.choice("123456789") for _ in range(4)) * 3
    secrets = {
        secret: chance.choice(WORDS) + "/" + chance.choice(WORDS)
        for secret in sorted(all_matches(case, "cloudtrail", r'"secretId":\s*"([^"]+)"'))
    }
    names.prepare()
    moved = {}
    for path in paths if folders else []:
        folder, _, base = path.rpartition("/")
        if folder in FOLDERS and chance.random() < 0.7 and not base.endswith(".plist"):
            moved[path] = FOLDERS[folder] + "/" + base
    planted = {id(row) for _, _, row in case.marked("planted")}
    for file in case.files.values():
        for row in file.rows:
            text = row.text
            for path, other in moved.items():
                if path in text:
                    text = replaced_path(text, path, other)
            if order and id(row) in planted:
                text = text.replace('"%s"' % order, '"%s"' % new_order)
            for old, new in ((company, new_company), *secrets.items()):
                if old and old in text:
                    text = text.replace(old, new)
            row.text = names.apply(text)
        file.head = [names.apply(line) for line in file.head]
    renamed_files = {}
    for file in list(case.files.values()):
        new = "_".join(replaced(part, names.words) for part in file.name.split("_"))
        renamed_files[file.name] = new
    rename_file_objects(case, renamed_files)

    def swap(text):
        for old, new in ((company, new_company), *secrets.items()):
            text = text.replace(old, new) if old else text
        return names.apply(text)

    swap_truth(case, swap)


def replaced_path(text, path, other):
    return re.sub(re.escape(path) + r"(?![0-9A-Za-z/])", lambda match: other, text)


KEEP_IN_TRUTH = {
    "schema",
    "kind",
    "kinds",
    "status",
    "expected",
    "credit",
    "stream",
    "time",
    "from",
    "to",
    "since",
    "file",
    "found_by",
    "first_indicator",
    "why",
    "what",
    "files",
    "variant",
    "indicators_touched",
    "window",
}


def swap_truth(case, swap):
    """Every text in the truth that may name something; records stay the same objects, since rows point to them."""
    todo = [case.truth]
    while todo:
        node = todo.pop()
        items = list(node.items()) if isinstance(node, dict) else list(enumerate(node))
        for key, value in items:
            if key in KEEP_IN_TRUTH:
                continue
            if isinstance(value, str):
                node[key] = swap(value)
            elif isinstance(value, (dict, list)):
                todo.append(value)
