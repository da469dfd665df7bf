"""The bundled MNIST is the published MNIST, and a damaged file is recognised."""

import hashlib
import struct

import numpy as np
import pytest

from helpers import data

PUBLISHED_MD5 = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}


def idx_file(array: np.ndarray) -> bytes:
    """The bytes of an IDX file: two zeros, the type (8: uint8), the rank, the lengths, the data."""
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    return header + array.tobytes()


def test_the_four_published_files_can_be_rebuilt():
    (x_train, y_train), (x_test, y_test) = data.load_mnist()
    arrays = dict(zip(PUBLISHED_MD5, (x_train, y_train, x_test, y_test), strict=True))
    assert all(array.dtype == np.uint8 for array in arrays.values())
    md5 = {name: hashlib.md5(idx_file(array)).hexdigest() for name, array in arrays.items()}
    assert md5 == PUBLISHED_MD5


def test_each_call_returns_new_arrays():
    (x_train, _), _ = data.load_mnist()
    x_train[:] = 7
    (again, _), _ = data.load_mnist()
    assert again.max() == 255


def damage_missing(path):
    path.unlink()


def damage_truncated(path):
    path.write_bytes(path.read_bytes()[:-1000])


def damage_altered(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [damage_missing, damage_truncated, damage_altered])
def test_a_damaged_file_gives_one_clear_line(damage, tmp_path, monkeypatch):
    copy = tmp_path / "mnist.npz"
    copy.write_bytes(data.MNIST_FILE.read_bytes())
    damage(copy)
    monkeypatch.setattr(data, "MNIST_FILE", copy)
    with pytest.raises(data.DataError) as caught:
        data.load_mnist()
    [line] = caught.value._render_traceback_()
    assert str(copy) in line and "git checkout" in line and "\n" not in line
