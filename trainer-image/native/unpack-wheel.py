"""Takes TensorFlow's shared libraries, their licences and the C headers that the addon needs out of its wheel: WHEEL FOLDER."""

import os
import shutil
import sys
import zipfile

HEADERS = "tensorflow/include/"
NEEDED_HEADERS = ("tensorflow/c/", "tensorflow/core/platform/ctstring", "tsl/platform/ctstring", "xla/tsl/c/")


def place_of(name):
    """Where a file of the wheel belongs, or None where it is not needed."""
    if name.startswith(HEADERS):
        header = name[len(HEADERS) :]
        return os.path.join("include", header) if header.startswith(NEEDED_HEADERS) and header.endswith(".h") else None
    if name.startswith("tensorflow/libtensorflow_") and name.endswith(".so.2"):
        return os.path.join("lib", os.path.basename(name))
    if os.path.basename(name) in ("LICENSE", "THIRD_PARTY_NOTICES.txt") and name.count("/") == 1:
        return os.path.basename(name)
    return None


def main(wheel, folder):
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            place = place_of(name)
            if place is None:
                continue
            path = os.path.join(folder, place)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with archive.open(name) as content, open(path, "wb") as file:
                shutil.copyfileobj(content, file, 1 << 20)


main(*sys.argv[1:])
