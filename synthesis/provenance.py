"""Digests of record files and frames, and the versions of what computed with them."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

#: Name under which the package is installed.
DISTRIBUTION = "mecfs-synthesis"
#: Packages whose version may change a number, a figure or a file.
_COMPUTING = ("great_tables", "matplotlib", "numpy", "pandas", "pyarrow", "pydantic", "statsmodels")


def folder_digest(folder: Path, patterns: Iterable[str]) -> str:
    r"""Digest the files of a folder by their relative paths and contents.

    The same files give the same digest wherever the folder is and whenever they were written.

    Parameters
    ----------
    folder
        The folder.
    patterns
        Which files count, as glob patterns relative to the folder.

    Returns
    -------
    str
        SHA-256 as 64 hexadecimal digits.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> before = folder_digest(folder, ["*.csv"])
    >>> _ = (folder / "markers.csv").write_text("marker_id\n")
    >>> before == folder_digest(folder, ["*.csv"])
    False
    """
    folder = folder.absolute()
    start = len(folder.as_posix()) + 1
    paths = {path.as_posix()[start:] for pattern in patterns for path in folder.glob(pattern)}
    total = hashlib.sha256()
    for relative in sorted(paths):
        with open(f"{folder}/{relative}", "rb") as file:
            content = file.read()
        total.update(relative.encode() + b"\0" + hashlib.sha256(content).digest())
    return total.hexdigest()


def frame_digest(frame: pd.DataFrame) -> str:
    """Digest the content of a frame: column names, kinds, values and the order of rows.

    The index, the library versions and the way pandas stores a column do not count: whole numbers as
    ``int64`` or ``Int32``, text as ``object``, ``str`` or Arrow give the same digest. Missing is missing, be
    it NaN, None or NA.

    Parameters
    ----------
    frame
        Columns of text, numbers and truth values.

    Returns
    -------
    str
        SHA-256 as 64 hexadecimal digits.

    Raises
    ------
    TypeError
        When a column holds something else.

    Examples
    --------
    >>> import pandas as pd
    >>> one = pd.DataFrame({"n": [1, 2]})
    >>> frame_digest(one) == frame_digest(one.convert_dtypes(dtype_backend="pyarrow"))
    True
    """
    import pyarrow as pa

    total = hashlib.sha256()
    for position, name in enumerate(frame.columns):
        values = pa.Array.from_pandas(frame.iloc[:, position])
        if isinstance(values, pa.ChunkedArray):
            values = values.combine_chunks()
        total.update(f"{name}\0".encode())
        for part in _plain(str(name), values):
            total.update(part)
    return total.hexdigest()


def _plain(name: str, values: pa.Array) -> list[bytes]:
    """Write a column as kind, length, which values are there, and the values, little end first."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    length = len(values).to_bytes(8, "little")
    if values.null_count == len(values):
        return [b"empty", length]  # what kind of values are missing cannot be told from every frame
    there = np.packbits(pc.is_valid(values).to_numpy(zero_copy_only=False)).tobytes()
    if pa.types.is_boolean(values.type):
        truth = values.fill_null(False).to_numpy(zero_copy_only=False)
        return [b"truth", length, there, np.packbits(truth).tobytes()]
    if pa.types.is_integer(values.type):
        return [b"whole", length, there, values.fill_null(0).to_numpy().astype("<i8").tobytes()]
    if pa.types.is_floating(values.type):
        real = values.fill_null(0).to_numpy().astype("<f8") + 0.0  # minus zero is zero
        return [b"real", length, there, real.tobytes()]
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        text = [word.encode() for word in values.fill_null("").to_pylist()]
        lengths = np.array([len(word) for word in text], "<i8").tobytes()
        return [b"text", length, there, lengths, b"".join(text)]
    raise TypeError(f"frame_digest: column {name!r} holds {values.type}; needs text, numbers or truth values")


def short(digest: str) -> str:
    """Shorten a digest to the twelve digits that are printed.

    Examples
    --------
    >>> short("9f86d081884c7d659a2feaa0c55ad015")
    '9f86d081884c'
    """
    return digest[:12]


def package_version() -> str:
    """Version of this package, ``unknown`` when it runs without being installed.

    Examples
    --------
    >>> isinstance(package_version(), str)
    True
    """
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "unknown"


def versions() -> dict[str, str]:
    """Versions of Python, of this package and of the packages it computes and draws with.

    Examples
    --------
    >>> sorted(versions())[:3]
    ['great_tables', 'matplotlib', 'mecfs-synthesis']
    """
    found = {name: metadata.version(name) for name in _COMPUTING}
    return {"python": platform.python_version(), DISTRIBUTION: package_version(), **found}
