"""How much an XLSX file unpacks to, found out before any of it is parsed."""

import io
import struct
import zipfile
import zlib

from registry.imports.errors import FileBroken, UnpacksTooLarge, UnsupportedFile

MOST_MEMBERS = 2_000
LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
STEP = 1 << 20


def check_archive(data: bytes, *, cap: int) -> zipfile.ZipFile:
    """The opened workbook; refused when it claims or truly holds more than `cap` bytes.

    The directory of a zip may lie about sizes, so that every member is inflated, a megabyte at a
    time, and counted; overlapping members count each time they would be unpacked.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise FileBroken from error
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > cap:
        raise UnpacksTooLarge(limit_mb=cap >> 20)
    if "xl/workbook.xml" not in archive.NameToInfo:
        raise UnsupportedFile
    left = cap
    for member in members:
        left -= _unpacked_size(data, member, left)
    return archive


def _unpacked_size(data: bytes, member: zipfile.ZipInfo, left: int) -> int:
    start = member.header_offset + LOCAL_HEADER.size
    try:
        header = LOCAL_HEADER.unpack(data[member.header_offset : start])
    except struct.error as error:
        raise FileBroken from error
    start += header[9] + header[10]
    if member.compress_type == zipfile.ZIP_STORED:
        return member.file_size
    if member.compress_type != zipfile.ZIP_DEFLATED or member.flag_bits & 1:
        raise UnsupportedFile
    return _inflated_size(memoryview(data)[start:], left)


def _inflated_size(stream: memoryview, left: int) -> int:
    inflate, size, at = zlib.decompressobj(-zlib.MAX_WBITS), 0, 0
    pending = b""
    while not inflate.eof:
        if not pending:
            pending, at = bytes(stream[at : at + STEP]), at + STEP
            if not pending:
                raise FileBroken
        try:
            size += len(inflate.decompress(pending, STEP))
        except zlib.error as error:
            raise FileBroken from error
        pending = inflate.unconsumed_tail
        if size > left:
            raise UnpacksTooLarge(limit_mb=(size + STEP) >> 20)
    return size
