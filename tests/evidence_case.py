"""A small case whose readable files show a contact, so that whatever else lies beside them, the answer must be a hit.

Every run that asks for it is watched: it ends by itself, within the memory it may have, and writes nothing anywhere.
"""

import hashlib
import json
import re
import shutil
import tempfile
import unittest
from pathlib import Path

import support

HIT, UNREADABLE = 1, 4
MEMORY_BYTES_MAX = 256 << 20

NOTICE = "# Notice\n\nJumpCloud, 26 September 2024\n\n| domain | `{value}` | command and control |\n"
NAME = "cold-harbour.example"

# The high-water mark of one child of its own, not of all that ran before. A signal is told as a negative status.
WATCH = (
    "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:]).returncode; "
    "sys.stderr.write('peak %d status %d\\n' % (resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, code)); "
    "sys.exit(code if code >= 0 else 128 - code)"
)
WATCHED = re.compile(rb"peak (\d+) status (-?\d+)\n\Z")


def record(kind, name=NAME, second=0):
    common = {
        "ts": 1726740000 + second,
        "uid": "C%017d" % second,
        "id.orig_h": "10.9.8.7",
        "id.orig_p": 50000,
        "id.resp_h": "198.18.5.5",
        "id.resp_p": 443,
    }
    more = {
        "dns": {
            "proto": "udp",
            "query": name,
            "qtype_name": "A",
            "rcode": 0,
            "rcode_name": "NOERROR",
            "answers": ["198.18.5.5"],
        },
        "conn": {
            "proto": "tcp",
            "service": "ssl",
            "duration": 2.0,
            "orig_bytes": 10,
            "resp_bytes": 20,
            "conn_state": "SF",
        },
        "ssl": {"version": "TLSv13", "cipher": "TLS_AES_128_GCM_SHA256", "server_name": name, "established": True},
    }
    return json.dumps({**common, **more[kind]}) + "\n"


def junk(size):
    """Bytes without any order, the same on every run."""
    return b"".join(hashlib.sha256(b"%d" % block).digest() for block in range(size // 32))


class EvidenceCase(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.notice = self.folder / "notice.md"
        self.notice.write_text(NOTICE.format(value=NAME.replace(".", "[.]")))
        self.evidence = self.folder / "evidence"
        self.evidence.mkdir()
        for kind in ("dns", "conn", "ssl"):
            (self.evidence / (kind + ".ndjson")).write_text("".join(record(kind, second=n) for n in range(3)))

    def investigate(self, **options):
        return support.investigate("--report", self.notice, "--evidence", self.evidence, **options)

    def investigate_watched(self, timeout=120):
        """The run and its document; the run began in a folder of its own, below the case's."""
        work = self.folder / "work"
        work.mkdir(exist_ok=True)
        before = self.state()
        run, document = self.investigate(prefix=("python3", "-c", WATCH), cwd=work, timeout=timeout)
        peak, status = map(int, WATCHED.search(run.stderr).groups())
        run.stderr = WATCHED.sub(b"", run.stderr)
        self.assertIn(status, (HIT, UNREADABLE), support.words(run))
        self.assertEqual(status == UNREADABLE, bool(document["problems"]), document["problems"])
        self.assertStillAnswered(document)
        self.assertEqual(self.state(), before, "something was written")
        self.assertTextIsHarmless(run.stderr)
        if not support.is_sanitized():
            self.assertLess(peak * 1024, MEMORY_BYTES_MAX)
        return run, document

    def state(self):
        """Everything below the case's folder, with the time when it was changed last."""
        entries = {}
        for path in [self.folder, *self.folder.rglob("*")]:
            status = path.lstat()
            entries[path] = (status.st_mode, status.st_size, status.st_mtime_ns)
        return entries

    def entry(self, document, name):
        return next(entry for entry in document["evidence_files"] if entry["file"] == name)

    def assertStillAnswered(self, document):
        """The contact that the readable files show is in the answer."""
        self.assertEqual(document["answer"]["verdict"], "hit", document["answer"]["sentence"])

    def assertNames(self, run, document, name):
        """The message names the file, to people and in the document, and says where or why."""
        said = support.words(run)
        self.assertIn(name, said)
        self.assertRegex(said, re.escape(name) + r"[^\n]*: ?\S")
        self.assertTrue(any(name in problem for problem in document["problems"]), document["problems"])

    def assertTextIsHarmless(self, said):
        """UTF-8, and no control byte but line feeds."""
        text = said.decode("utf-8")
        bad = [hex(ord(char)) for char in text if (ord(char) < 32 and char != "\n") or 127 <= ord(char) < 160]
        self.assertEqual(bad, [])
