"""Files in the encodings of the world: what comes in is what Python reads from the same bytes."""

import csv
import io

import pytest

# The name that the option takes, and Python's of the same converter.
CODECS = [("gb18030", "gb18030"), ("big5", "cp950"), ("shift-jis", "cp932"), ("euc-kr", "cp949"), ("windows-1252", "cp1252")]


@pytest.fixture
def names(run, tmp_path):
    """Imports bytes as a file of customers; gives their names by key, and what was said."""
    assert run("init", "a.db").returncode == 0

    def names(data, *options, file="c.csv"):
        (tmp_path / file).write_bytes(data)
        answer = run("import", "-s", "a.db", "--into", "customers", *options, file)
        if answer.returncode != 0:
            return None, answer.stderr
        rows = run("query", "-s", "a.db", "--format", "csv", "from customers | sort id | select id, name").stdout
        return {int(key): name for key, name in list(csv.reader(io.StringIO(rows)))[1:]}, answer.stderr

    return names


def characters(codec):
    """All that the codec can write, but controls, quotes and separators."""
    found = []
    # Windows gives four bytes that Shift-JIS leaves free to private characters from U+F8F0 on.
    for number in [*range(0xA0, 0xD800), *range(0xE000, 0xF8F0), *range(0xF900, 0x10000), *range(0x1F300, 0x1F400), 0x10FFFF, 0x20000]:
        try:
            if chr(number).encode(codec).decode(codec) == chr(number):
                found.append(chr(number))
        except UnicodeError:
            pass
    return found


@pytest.mark.parametrize("option, codec", CODECS)
def test_every_character_is_pythons(names, option, codec):
    known = characters(codec)
    text = "id,name\n" + "".join(f"{key},x{character}y\n" for key, character in enumerate(known, 1))
    read, _ = names(text.encode(codec), "--encoding", option)
    wrong = [(hex(ord(character)), read.get(key)) for key, character in enumerate(known, 1) if read.get(key) != f"x{character}y"]
    assert not wrong, wrong[:20]
    assert len(known) > {"windows-1252": 120}.get(option, 6000)


@pytest.mark.parametrize("option, codec", CODECS)
def test_bytes_that_stand_for_nothing_reject_their_row(run, names, tmp_path, option, codec):
    """Every pair of bytes, between rows that are right."""
    rows, right = [b"id,name\n"], {}
    for lead in range(0x80, 0x100):
        for trail in [0x30, 0x3F, 0x40, 0x7E, 0x7F, 0x80, 0xA0, 0xA1, 0xC5, 0xFE, 0xFF]:
            key, data = len(rows), bytes([lead, trail])
            rows.append(b"%d,x%sy\n" % (key, data))
            try:
                right[key] = (b"x" + data + b"y").decode(codec)
            except UnicodeDecodeError:
                pass
    read, said = names(b"".join(rows), "--encoding", option)
    # What a converter of Python lets stand for itself, or for a private character of Windows, is nothing here.
    free = [*range(0x80, 0xA0), *range(0xF8F0, 0xF8F4)]
    right = {key: name for key, name in right.items() if not any(ord(character) in free for character in name)}
    assert {key: name for key, name in read.items() if key in right} == right
    extra = {key: name for key, name in read.items() if key not in right}
    assert not extra, extra
    assert "rejected" in said


TEXTS = {
    "gb18030": "客户编号,姓名,城市\n1,张伟,北京\n2,王芳,上海\n3,李娜,广州\n",
    "big5": "客戶編號,姓名,城市\n1,陳怡君,臺北\n2,林志明,高雄\n3,黃淑芬,臺中\n",
    "shift-jis": "顧客番号,氏名,都市\n1,さとう けんじ,東京\n2,スズキ ハナコ,大阪\n3,田中 太郎,京都\n",
    "euc-kr": "고객번호,이름,도시\n1,김민준,서울\n2,이서연,부산\n3,박지훈,대구\n",
    "windows-1252": "Kundennummer,Name,Ort\n1,Jürgen Müller,Köln\n2,Zoë Groß,Düsseldorf\n3,José Peña,Málaga\n",
}


@pytest.mark.parametrize("option, codec", CODECS)
@pytest.mark.parametrize("currency", ["USD", "CNY", "JPY"])
def test_the_encoding_is_found_out_and_said(run, tmp_path, option, codec, currency):
    text = TEXTS[option]
    assert run("init", "a.db", "--currency", currency).returncode == 0
    (tmp_path / "c.csv").write_bytes(text.encode(codec))
    key, name, city = text.splitlines()[0].split(",")
    answer = run("import", "-s", "a.db", "--into", "customers", "--map", f"id={key},name={name},city={city}", "c.csv")
    assert answer.returncode == 0, answer.stderr
    shown = {"gb18030": "GB18030", "big5": "Big5", "shift-jis": "Shift-JIS", "euc-kr": "EUC-KR", "windows-1252": "Windows-1252"}
    assert f"read as {shown[option]}" in answer.stderr
    rows = run("query", "-s", "a.db", "--format", "csv", "from customers | sort id | select id, name, city").stdout
    assert rows.splitlines()[1:] == text.splitlines()[1:]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_with_and_without_a_mark(names, codec):
    text = "id,name\n1,Ann\n2,张伟\n3,🙂 Müller\n"
    data = text.encode(codec)
    if codec == "utf-16":
        assert data[:2] == b"\xff\xfe"
    assert names(data)[0] == {1: "Ann", 2: "张伟", 3: "🙂 Müller"}


def test_what_comes_late_is_decoded_all_the_same(names):
    """The first character beyond ASCII stands behind megabytes without one."""
    rows = [f"{key},{'plain ' * 10}" for key in range(1, 40_000)] + ["40000,张伟和王芳去了北京和上海"]
    read, said = names(("id,name\n" + "\n".join(rows) + "\n").encode("gb18030"))
    assert read[40_000] == "张伟和王芳去了北京和上海" and len(read) == 40_000 and "GB18030" in said


def test_what_cannot_be_told_is_asked_for_once(names):
    for data in [b"id,name\n1,A\xffnn\n", b"id,name\n" + bytes(range(0x80, 0x100)) + b"\n"]:
        read, said = names(data)
        assert read is None and "E0611" in said and "--encoding" in said and "rejects" not in said
    read, said = names(b"id,name\n1,A\xffnn\n2,Bob\n", "--encoding", "utf8")
    assert read == {2: "Bob"} and "1 row rejected" in said
    assert names(b"id,name\n1,A\xffnn\n", "--encoding", "latin1")[0][1] == "Aÿnn"
    read, said = names(b"id,name\n1,A\n", "--encoding", "klingon")
    assert read is None and "gb18030" in said


def test_a_few_broken_bytes_do_not_make_utf8_something_else(names):
    text = "".join(f"{key},Jürgen Müller aus Köln\n" for key in range(1, 50))
    read, said = names(b"id,name\n" + text.encode() + b"99,br\xfcchig\n")
    assert len(read) == 49 and set(read.values()) == {"Jürgen Müller aus Köln"} and "1 row rejected" in said
