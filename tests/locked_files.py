"""Workbooks encrypted as Excel encrypts them, by the cryptography package."""

import base64
import hashlib
import struct

from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB

from tests.made_files import compound_file, xlsx_file

EXCELS_OWN = "VelvetSweatshop"
_SALT, _VERIFIER = bytes(range(16)), bytes(range(40, 56))
_LONG_ENOUGH = "石门镇" * 1_000
"""Text that makes a package longer than one chain."""
_ROWS = (("镇", "户数"), ("雾桥镇", 120))


def agile_xlsx(password=EXCELS_OWN, method="SHA512", bits=256, spins=100):
    """A workbook of Excel since 2010."""
    digest = hashlib.new(method, _SALT + password.encode("utf-16-le")).digest()
    for number in range(spins):
        digest = hashlib.new(method, struct.pack("<I", number) + digest).digest()

    def hidden(value, block):
        key = hashlib.new(method, digest + bytes.fromhex(block)).digest()
        key = key.ljust(bits // 8, b"\x36")[: bits // 8]
        return base64.b64encode(_chained(_filled(value), key, _SALT)).decode()

    secret = bytes(range(100, 100 + bits // 8))
    package = xlsx_file((*_ROWS, (_LONG_ENOUGH, 1)))
    chains = [
        _chained(_filled(part), secret, hashlib.new(method, _SALT + struct.pack("<I", number)).digest())
        for number, part in enumerate(_slices(package, 4_096))
    ]  # fmt: skip
    common = f'cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="{method}" keyBits="{bits}" saltValue="{base64.b64encode(_SALT).decode()}"'
    info = (
        '<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
        f'<keyData {common}/><keyEncryptors><keyEncryptor><p:encryptedKey {common} spinCount="{spins}"'
        f' encryptedVerifierHashInput="{hidden(_VERIFIER, "fea7d2763b4b9e79")}"'
        f' encryptedVerifierHashValue="{hidden(hashlib.new(method, _VERIFIER).digest(), "d7aa0f6d3061344e")}"'
        f' encryptedKeyValue="{hidden(secret, "146e0be7abacd0d6")}"/></keyEncryptor></keyEncryptors></encryption>'
    )
    return _locked(struct.pack("<HHI", 4, 4, 64) + info.encode(), package, b"".join(chains))


def standard_xlsx(password=EXCELS_OWN):
    """A workbook of Excel 2007."""
    digest = hashlib.sha1(_SALT + password.encode("utf-16-le")).digest()
    for number in range(50_000):
        digest = hashlib.sha1(struct.pack("<I", number) + digest).digest()
    digest = hashlib.sha1(digest + bytes(4)).digest()
    key = hashlib.sha1(bytes(0x36 ^ byte for byte in digest.ljust(64, b"\0"))).digest()[:16]

    def hidden(data):
        return Cipher(AES(key), ECB()).encryptor().update(_filled(data))

    package = xlsx_file(_ROWS)
    header = struct.pack("<8I", 0x24, 0, 0x660E, 0x8004, 128, 24, 0, 0) + "AES\0".encode(
        "utf-16-le"
    )
    info = struct.pack("<HHII", 4, 2, 0x24, len(header)) + header + struct.pack("<I", 16) + _SALT
    info += hidden(_VERIFIER) + struct.pack("<I", 20) + hidden(hashlib.sha1(_VERIFIER).digest())
    return _locked(info, package, hidden(package))


def xls_of_1997(password=EXCELS_OWN):
    """Records under RC4 with keys of 40 bits."""
    short = hashlib.md5(password.encode("utf-16-le")).digest()[:5]
    start = hashlib.md5((short + _SALT) * 16).digest()[:5]
    return _under_rc4(
        lambda block: hashlib.md5(start + struct.pack("<I", block)).digest(),
        lambda hidden: struct.pack("<HHH", 1, 1, 1) + _SALT + hidden,
        hashlib.md5(_VERIFIER).digest(),
    )


def xls_of_2002(password=EXCELS_OWN):
    """Records under RC4 with keys of 128 bits."""
    start = hashlib.sha1(_SALT + password.encode("utf-16-le")).digest()
    header = struct.pack("<8I", 4, 0, 0x6801, 0x8004, 128, 1, 0, 0) + "RC4\0".encode("utf-16-le")
    return _under_rc4(
        lambda block: hashlib.sha1(start + struct.pack("<I", block)).digest()[:16],
        lambda hidden: struct.pack("<HHHII", 1, 4, 2, 4, len(header)) + header
        + struct.pack("<I", 16) + _SALT + hidden[:16] + struct.pack("<I", 20) + hidden[16:],
        hashlib.sha1(_VERIFIER).digest(),
    )  # fmt: skip


def _under_rc4(key_of, file_pass, verified):
    """A workbook of Excel 97, each block of its stream under the stream of a key."""

    def rc4(block, data):
        return Cipher(ARC4(key_of(block)), None).encryptor().update(data)

    head, cells = struct.pack("<HHHHII", 0x0600, 5, 0, 1997, 0, 0), b""
    filler = [(number, 0, f"第{number}村") for number in range(2, 200)]
    for row, column, text in ((0, 0, "镇"), (0, 1, "户数"), (1, 0, "雾桥镇"), *filler):
        cell = struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le")
        cells += _record(0x0204, cell)
    cells += _record(0x0203, struct.pack("<HHHd", 1, 1, 0, 120.0))
    passed = _record(0x2F, file_pass(rc4(0, _VERIFIER + verified)))
    front = len(_record(0x0809, head)) + len(passed)
    name = struct.pack("<BB", 2, 1) + "人口".encode("utf-16-le")
    place = front + len(_record(0x85, bytes(6) + name)) + 4
    stream = _record(0x0809, head) + passed + _record(0x85, struct.pack("<IH", place, 0) + name)
    stream += _record(0x0A, b"")
    stream += _record(0x0809, struct.pack("<HHHHII", 0x0600, 16, 0, 1997, 0, 0)) + cells
    stream += _record(0x0A, b"")
    hidden = b"".join(rc4(number, block) for number, block in enumerate(_slices(stream, 1_024)))
    out, at = bytearray(stream), 0
    while at < len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        first, end = at + 4 + 4 * (kind == 0x85), at + 4 + size
        if kind not in (0x0809, 0x2F):
            out[first:end] = hidden[first:end]
        at = end
    return compound_file({"Workbook": bytes(out)})


def _slices(data, size):
    return [data[start : start + size] for start in range(0, len(data), size)]


def _record(kind, data):
    return struct.pack("<HH", kind, len(data)) + data


def _locked(info, package, hidden):
    size = struct.pack("<Q", len(package))
    return compound_file({"EncryptionInfo": info, "EncryptedPackage": size + hidden})


def _filled(data):
    return data.ljust(-(-len(data) // 16) * 16, b"\0")


def _chained(data, key, start):
    return Cipher(AES(key), CBC(start[:16])).encryptor().update(data)
