"""Whether the program can be linked statically, which a release needs and a debug build never tries."""

import pathlib
import re
import shutil
import subprocess

SOURCES = pathlib.Path(__file__).parents[2] / "Sources"

USES = """
#include <expat.h>
#include <histedit.h>
#include <sqlite3.h>
#include <zlib.h>
#include <zstd.h>
#include <stdio.h>
int main(void) {
    return XML_ParserCreate(NULL) == NULL || el_init("x", stdin, stdout, stderr) == NULL
        || sqlite3_libversion() == NULL || zlibVersion() == NULL || ZSTD_versionNumber() == 0;
}
"""


def test_the_libraries_name_all_that_they_need(tmp_path):
    maps = sorted(SOURCES.glob("*/module.modulemap"))
    libraries = [name for file in maps for name in re.findall(r'link "(\w+)"', file.read_text())]
    assert {"expat", "edit", "sqlite3", "z", "zstd"} <= set(libraries)
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))))
    (tmp_path / "uses.c").write_text(USES)
    answer = subprocess.run(
        [compiler, "-static", "-o", "uses", "uses.c", *("-l" + name for name in libraries), "-lm"], cwd=tmp_path,
        capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
