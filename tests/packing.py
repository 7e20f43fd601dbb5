"""Packs bytes as others do, and as nobody does who means well. Nothing here is needed but Python: no zstd, no lz4."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

LZ4_BLOCK_BYTES = 4 << 20
ZSTD_BLOCK_BYTES = 128 << 10


def gz(data):
    return gzip.compress(data, 9, mtime=0)


def xz(data):
    return lzma.compress(data)


def bz(data):
    return bz2.compress(data)


def lz4(data):
    """LZ4 frame format 1.6: a frame without checksums, of blocks that are stored as they are."""
    blocks = [data[at : at + LZ4_BLOCK_BYTES] for at in range(0, len(data), LZ4_BLOCK_BYTES)]
    return lz4_frame((len(block) | 1 << 31, block) for block in blocks)


def lz4_of_zeros(count):
    """A block: a zero as it is, a match of all that came before it, of as many 255 as it takes, and five last zeros."""
    lengths, rest = divmod(LZ4_BLOCK_BYTES - 1 - 5 - 4 - 15, 255)
    block = b"\x1f\0\x01\0" + b"\xff" * lengths + bytes([rest]) + b"\x50" + b"\0" * 5
    return lz4_frame([(len(block), block)] * (count // LZ4_BLOCK_BYTES))


def lz4_frame(blocks):
    head = b"\x04\x22\x4d\x18\x60\x70\x73"  # version 1, independent blocks of 4 MiB at most, checksum of these two bytes
    return head + b"".join(size.to_bytes(4, "little") + block for size, block in blocks) + bytes(4)


def zst(data):
    """RFC 8878 section 3.1.1: a frame of blocks that are stored as they are."""
    blocks = [data[at : at + ZSTD_BLOCK_BYTES] for at in range(0, len(data), ZSTD_BLOCK_BYTES)] or [b""]
    return zstd_frame([(0, len(block), block) for block in blocks])


def zst_of_zeros(count):
    return zstd_frame([(1, ZSTD_BLOCK_BYTES, b"\0")] * (count // ZSTD_BLOCK_BYTES))


def zstd_frame(blocks):
    """Blocks of (type, size, bytes): 0 is stored, 1 is one byte again and again."""
    frame = b"\x28\xb5\x2f\xfd\x00\x58"  # a window of 2 MiB
    for number, (kind, size, content) in enumerate(blocks, 1):
        frame += (size << 3 | kind << 1 | (number == len(blocks))).to_bytes(3, "little") + content
    return frame


def tar(*members):
    """Members are (name, bytes), or a TarInfo of what is no file."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
                continue
            name, data = member
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def special(name, kind, target=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def zipped(*members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def lying_zip(name, data, said):
    """Every size of the unpacked content, in both headers, is `said`."""
    packed = bytearray(zipped((name, data)))
    for signature, size_at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = packed.index(signature) + size_at
        packed[at : at + 4] = said.to_bytes(4, "little")
    return bytes(packed)


def encrypted_zip(name, data):
    """Only said to be: the flag (APPNOTE 4.4.4, bit 0) in both headers. Without the password there is no difference."""
    packed = bytearray(zipped((name, data)))
    for signature, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(signature) + flags_at] |= 1
    return bytes(packed)
