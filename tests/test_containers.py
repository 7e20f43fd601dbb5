#!/usr/bin/env python3
"""What evidence is packed in: read to the bottom, or said why not. Those that were made to do harm do none."""

import json
import subprocess
import tarfile
import warnings
import zlib

import packing
import support
from evidence_case import NAME, EvidenceCase, record

ZEROS = b"\0" * (64 << 20)
RECORD = record("dns").encode()


class ReadTest(EvidenceCase):
    def check(self, packed, name, file="packed"):
        """Both `clew investigate` and `clew hunt` go down to `name` and find the record there."""
        (self.evidence / file).write_bytes(packed)
        _, document = self.investigate_watched()
        self.assertEqual(document["problems"], [])
        self.assertEqual(self.entry(document, name)["events"], 1)
        run = support.clew("hunt", "-e", NAME, self.evidence)
        self.assertEqual(run.returncode, 0, support.words(run))
        place = "%s/%s:1:%d:" % (self.evidence, name, RECORD.index(NAME.encode()) + 1)
        self.assertIn(place, run.stdout.decode())

    def test_each_compression(self):
        for compress in (packing.gz, packing.zst, packing.xz, packing.bz, packing.lz4):
            with self.subTest(compress.__name__):
                self.check(compress(RECORD), "packed")

    def test_each_archive(self):
        for archive in (packing.tar, packing.zipped):
            with self.subTest(archive.__name__):
                self.check(archive(("b/c.log", RECORD)), "packed//b/c.log")

    def test_each_compressed_archive(self):
        for compress in (packing.gz, packing.zst, packing.xz, packing.bz, packing.lz4):
            with self.subTest(compress.__name__):
                self.check(compress(packing.tar(("b/c.log", RECORD))), "a.tar.gz//b/c.log", file="a.tar.gz")

    def test_each_inside_an_archive(self):
        for compress in (packing.gz, packing.zst, packing.xz, packing.bz, packing.lz4):
            for archive in (packing.tar, packing.zipped):
                with self.subTest(compress=compress.__name__, archive=archive.__name__):
                    self.check(archive(("b/c.log.x", compress(RECORD))), "packed//b/c.log.x")

    def test_archives_in_archives(self):
        inner = packing.lz4(packing.tar(("c.log.zst", packing.zst(RECORD))))
        self.check(packing.zipped(("b.tar.lz4", inner)), "packed//b.tar.lz4//c.log.zst")
        inner = packing.xz(packing.tar(("c.zip", packing.zipped(("d.log.bz2", packing.bz(RECORD))))))
        self.check(packing.tar(("b.tar.xz", inner)), "packed//b.tar.xz//c.zip//d.log.bz2")

    def test_what_is_packed_deeper_than_anybody_does_is_named(self):
        nested = RECORD
        for level in range(12):
            nested = packing.zipped(("%d.zip" % level, nested))
        (self.evidence / "deep.zip").write_bytes(nested)
        run, document = self.investigate_watched()
        self.assertNames(run, document, "deep.zip//11.zip")


class BombTest(EvidenceCase):
    def setUp(self):
        super().setUp()
        if support.is_sanitized():
            self.skipTest("a GiB of zeros takes minutes under a sanitizer, which sees small ones in evidence_test")

    def check(self, packed):
        (self.evidence / "bomb").write_bytes(packed)
        run, document = self.investigate_watched()
        self.assertNames(run, document, "bomb")
        self.assertRegex(" ".join(document["problems"]), "expand")

    def test_zips_in_zips_in_zips(self):
        """As 42.zip: 256 GiB of zeros, in a file of some KiB."""
        packed = packing.zipped(("0.bin", ZEROS))
        for level in "123":
            packed = packing.zipped(*(("%s%x.zip" % (level, number), packed) for number in range(16)))
        self.assertLess(len(packed), 1 << 20)
        self.check(packed)

    def test_zeros_compressed_twice(self):
        for first, second in ((packing.gz, packing.gz), (packing.bz, packing.bz), (packing.xz, packing.xz)):
            with self.subTest(first.__name__):
                block = first(ZEROS)
                self.check(second(block * 40))

    def test_zeros_of_the_formats_that_say_how_many(self):
        with self.subTest("zstd"):
            self.check(packing.zst_of_zeros(4 << 30))
        with self.subTest("lz4"):
            self.check(packing.lz4(packing.gz(packing.lz4_of_zeros(4 << 30))))

    def test_a_window_larger_than_the_memory(self):
        zstd = bytearray(packing.zst(RECORD))
        zstd[5] = 0xFF  # RFC 8878 section 3.1.1.1.2: 3.75 TiB
        xz = bytearray(packing.xz(RECORD))
        xz[16] = 40  # .xz format 1.1.0, section 5.3.1: a dictionary of 4 GiB
        xz[20:24] = zlib.crc32(xz[12:20]).to_bytes(4, "little")
        for name, packed in (("window.zst", zstd), ("dictionary.xz", xz)):
            with self.subTest(name):
                (self.evidence / name).write_bytes(packed)
                _, document = self.investigate_watched()
                entry = self.entry(document, name)
                self.assertTrue(entry["problem"] or entry["events"] == 1, entry)


class LyingArchiveTest(EvidenceCase):
    def names(self, document, archive):
        return [entry["file"] for entry in document["evidence_files"] if entry["file"].startswith(archive + "//")]

    def test_names_are_labels_and_nothing_is_written_under_them(self):
        absolute = str(self.folder / "absolute.log")
        names = ["../up.log", "../../up.log", "a/../../../up.log", absolute, "./.", "..", "CON"]
        for archive in (packing.tar, packing.zipped):
            with self.subTest(archive.__name__):
                (self.evidence / "names").write_bytes(archive(*((name, RECORD) for name in names)))
                _, document = self.investigate_watched()  # which looks for what was written
                self.assertEqual(sorted(self.names(document, "names")), sorted("names//" + name for name in names))
                run = support.clew("hunt", "-e", NAME, self.evidence)
                self.assertEqual(run.returncode, 0, support.words(run))

    def test_with_a_folder_for_the_answer_nothing_is_written_beside_it(self):
        (self.evidence / "names.tar").write_bytes(packing.tar(("../../up.log", RECORD), ("case.json", RECORD)))
        before = self.state()
        kept = self.folder / "kept"
        run, document = support.investigate("--report", self.notice, "--evidence", self.evidence, "--case", kept)
        self.assertStillAnswered(document)
        self.assertEqual(run.returncode, 1, support.words(run))
        after = {path: state for path, state in self.state().items() if kept not in (path, *path.parents)}
        del before[self.folder], after[self.folder]  # which has one entry more
        self.assertEqual(after, before)

    def test_links_and_devices_in_a_tar_are_not_followed(self):
        secret = self.folder / "secret.ndjson"
        secret.write_bytes(record("dns", second=77).encode())
        members = [
            packing.special("link", tarfile.SYMTYPE, str(secret)),
            packing.special("up", tarfile.SYMTYPE, "../secret.ndjson"),
            packing.special("self", tarfile.SYMTYPE, "self"),
            packing.special("hard", tarfile.LNKTYPE, str(secret)),
            packing.special("zero", tarfile.CHRTYPE),
            packing.special("disk", tarfile.BLKTYPE),
            packing.special("pipe", tarfile.FIFOTYPE),
            packing.special("folder", tarfile.DIRTYPE),
            ("link/below.log", RECORD),  # as if the link were a folder
            ("last.log", RECORD),
        ]
        (self.evidence / "links.tar").write_bytes(packing.tar(*members))
        _, document = self.investigate_watched()
        self.assertEqual(sorted(self.names(document, "links.tar")), ["links.tar//last.log", "links.tar//link/below.log"])
        self.assertNotIn(b"C%017d" % 77, repr(document).encode())

    def test_a_zip_that_lies_about_its_sizes_is_named_and_the_next_file_is_read(self):
        for said in (0, 1, len(RECORD) - 1, len(RECORD) + 1, 1 << 31, (1 << 32) - 2):
            with self.subTest(said=said):
                (self.evidence / "lying.zip").write_bytes(packing.lying_zip("a.log", RECORD, said))
                run, document = self.investigate_watched()
                self.assertNames(run, document, "lying.zip")

    def test_entries_of_one_name_are_both_read(self):
        warnings.simplefilter("ignore")  # Python's, that this is not what one wants
        (self.evidence / "twice.zip").write_bytes(packing.zipped(("a.log", RECORD), ("a.log", RECORD * 2)))
        (self.evidence / "twice.tar").write_bytes(packing.tar(("a.log", RECORD), ("a.log", RECORD * 2)))
        _, document = self.investigate_watched()
        for archive in ("twice.zip", "twice.tar"):
            events = sum(entry["events"] for entry in document["evidence_files"] if entry["file"] == archive + "//a.log")
            self.assertEqual(events, 3, archive)

    def test_what_is_encrypted_is_named(self):
        (self.evidence / "locked.zip").write_bytes(packing.encrypted_zip("a.log", RECORD))
        run, document = self.investigate_watched()
        self.assertNames(run, document, "locked.zip//a.log")
        self.assertIn("encrypted", " ".join(document["problems"]))

    def test_a_tar_that_ends_before_it_says_is_named(self):
        whole = packing.tar(("a.log", RECORD), ("b.log", RECORD * 1000))
        (self.evidence / "short.tar").write_bytes(whole[: 512 * 20])
        run, document = self.investigate_watched()
        self.assertNames(run, document, "short.tar")
        self.assertEqual(self.entry(document, "short.tar//a.log")["events"], 1)
        self.assertGreater(self.entry(document, "short.tar//b.log")["events"], 10)

    def test_holes_of_a_sparse_file_are_zeros(self):
        with open(self.folder / "sparse.log", "wb") as file:
            file.seek(3 << 20)
            file.write(b"\n" + RECORD)
            file.truncate(8 << 20)
        packed = self.evidence / "sparse.tar"
        subprocess.run(["tar", "--sparse", "-cf", packed, "-C", self.folder, "sparse.log"], check=True)
        self.assertLess(packed.stat().st_size, 1 << 20)
        run = support.clew("hunt", "--json", "-e", NAME, packed)
        offset = (3 << 20) + 1 + RECORD.index(NAME.encode())
        sighting = json.loads(run.stdout.splitlines()[0])
        self.assertEqual((sighting["line"], sighting["offset"]), (2, offset), sighting)

    def test_names_of_any_bytes(self):
        for archive in (packing.tar, packing.zipped):
            names = ["a\nb.log", "a\x1b[31m.log", "a\x07\r.log", "\u202egol.log", "ü.log", "x" * 4000]
            with self.subTest(archive.__name__):
                (self.evidence / "names").write_bytes(archive(*((name, RECORD) for name in names)))
                _, document = self.investigate_watched()
                self.assertEqual(len(self.names(document, "names")), len(names))
                run = support.clew("hunt", "-e", NAME, self.evidence)
                self.assertTextIsHarmless(run.stdout)
                self.assertEqual(run.stdout.count(b"\n"), len(names) + 6)  # beside three each in dns and ssl


if __name__ == "__main__":
    support.main()
