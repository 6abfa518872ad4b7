"""Opens spreadsheets since 2007 that Excel encrypts with a password of its own.

It does so where only the structure of a workbook is protected: Excel opens such a file for
everybody, without asking. The format is [MS-OFFCRYPTO], agile and standard.
"""

import base64
import hashlib
import struct

from lxml.etree import LxmlError

from index.ingest.formats.compound import ENCRYPTED, SIGNATURE, CompoundFile
from index.ingest.formats.office import aes
from index.ingest.formats.package import parse_xml
from index.ingest.formats.xml_elements import XmlElement, attribute, local_name
from index.ingest.unreadable import UnreadableError

SECRET = "VelvetSweatshop".encode("utf-16-le")
"""Excel's own password, the same in all files."""
_AGILE, _STANDARD = 4, 2
"""Versions of the encryption of packages."""
_AES = range(0x660E, 0x6611)
"""Numbers of AES with keys of 128, 192 and 256 bits."""
_STANDARD_SPINS, _MAX_SPINS = 50_000, 1_000_000
"""How often a password is hashed: in Excel 2007, and at most (Excel writes 100,000)."""
_SEGMENT = 4_096
"""Bytes of a package that are chained."""
_VERIFIER, _VERIFIER_HASH, _KEY = (
    bytes.fromhex("fea7d2763b4b9e79"),
    bytes.fromhex("d7aa0f6d3061344e"),
    bytes.fromhex("146e0be7abacd0d6"),
)
"""Bytes that are hashed behind the password for each of the three values of a key."""
_DAMAGED = (struct.error, ValueError, IndexError, KeyError, LxmlError)


def is_encrypted_package(data: bytes) -> bool:
    """Whether the file is a compound file around an encrypted package."""
    return data.startswith(SIGNATURE) and CompoundFile(data).has("EncryptedPackage")


def clear_package(data: bytes) -> bytes:
    """The package, decrypted if need be; UnreadableError if it has a password of its own."""
    if not data.startswith(SIGNATURE):
        return data
    file = CompoundFile(data)
    info, content = file.stream("EncryptionInfo"), file.stream("EncryptedPackage")
    try:
        (size,) = struct.unpack_from("<Q", content)
        body = content[8 : len(content) - (len(content) - 8) % aes.BLOCK_BYTES]
        major, minor = struct.unpack_from("<HH", info)
        if (major, minor) == (_AGILE, _AGILE):
            return _agile(info[8:], body)[:size]
        if minor == _STANDARD:
            return _standard(info, body)[:size]
    except _DAMAGED as error:
        raise UnreadableError(ENCRYPTED) from error
    raise UnreadableError(ENCRYPTED)


def _agile(description: bytes, body: bytes) -> bytes:
    """A package whose encryption is described in XML."""
    parts: dict[str, XmlElement] = {
        local_name(part): part for part in parse_xml(description).iter()
    }
    data, key = parts["keyData"], parts["encryptedKey"]
    if not attribute(key, "spinCount") or attribute(data, "cipherChaining") != "ChainingModeCBC":
        raise UnreadableError(ENCRYPTED)
    method, salt = _method(key), _base64(key, "saltValue")
    length = int(attribute(key, "keyBits")) // 8
    spun = _spun(method, salt, int(attribute(key, "spinCount")))

    def value(name: str, block: bytes) -> bytes:
        own = hashlib.new(method, spun + block).digest().ljust(length, b"\x36")[:length]
        hidden = _base64(key, name)
        return aes.decrypt_chains(hidden, own, [salt], len(hidden))

    verifier = value("encryptedVerifierHashInput", _VERIFIER)[: len(salt)]
    expected = hashlib.new(method, verifier).digest()
    if not value("encryptedVerifierHashValue", _VERIFIER_HASH).startswith(expected):
        raise UnreadableError(ENCRYPTED)
    secret = value("encryptedKeyValue", _KEY)[:length]
    starts = [
        hashlib.new(_method(data), _base64(data, "saltValue") + struct.pack("<I", number)).digest()
        for number in range(-(-len(body) // _SEGMENT))
    ]
    return aes.decrypt_chains(body, secret, starts, _SEGMENT)


def _standard(info: bytes, body: bytes) -> bytes:
    """A package of Excel 2007."""
    (header_size,) = struct.unpack_from("<I", info, 8)
    number, _, bits = struct.unpack_from("<III", info, 20)
    verifier = info[12 + header_size :]
    if number not in _AES:
        raise UnreadableError(ENCRYPTED)
    spun = _spun("sha1", verifier[4:20], _STANDARD_SPINS)
    hashed = hashlib.sha1(spun + bytes(4)).digest()  # noqa: S324 - the format's
    padded = bytes(0x36 ^ byte for byte in hashed.ljust(64, b"\0"))
    key = hashlib.sha1(padded).digest()[: bits // 8]  # noqa: S324
    hidden, expected = verifier[20:36], verifier[40:72]
    known = hashlib.sha1(aes.decrypt_blocks(hidden, key)).digest()  # noqa: S324
    if not aes.decrypt_blocks(expected, key).startswith(known):
        raise UnreadableError(ENCRYPTED)
    return aes.decrypt_blocks(body, key)


def _spun(method: str, salt: bytes, spins: int) -> bytes:
    """The hash of the password, hashed again and again so that guessing takes time."""
    if not 0 <= spins <= _MAX_SPINS:
        raise UnreadableError(ENCRYPTED)
    digest = hashlib.new(method, salt + SECRET).digest()
    for number in range(spins):
        digest = hashlib.new(method, number.to_bytes(4, "little") + digest).digest()
    return digest


def _method(element: XmlElement) -> str:
    return attribute(element, "hashAlgorithm").replace("-", "").lower()


def _base64(element: XmlElement, name: str) -> bytes:
    return base64.b64decode(attribute(element, name))
