import pytest
from lsprotocol import types

TEXT = 'segment 高价值 "😀 VIP" where monetary > 5000\r\nfrom 高价值 | where city = "東京😀" | select id, wrnog\r\n'


def units(text, encoding):
    if encoding == "utf-8":
        return len(text.encode())
    return len(text.encode("utf-16-le")) // 2 if encoding == "utf-16" else len(text)


def place(needle, encoding, offset=0, line=0):
    row = TEXT.split("\r\n")[line]
    return types.Position(line, units(row[: row.index(needle) + offset], encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_places_behind_wide_characters(start, encoding):
    editor = await start("--as-of", "2026-06-30", encodings=[encoding])
    assert editor.client.answer.capabilities.position_encoding == encoding
    uri = editor.open("a.cq", TEXT)
    (item,) = await editor.diagnostics(uri)
    assert item.range == types.Range(place("wrnog", encoding, line=1), place("wrnog", encoding, 5, line=1))
    hover = await editor.client.text_document_hover_async(types.HoverParams(types.TextDocumentIdentifier(uri), place("monetary", encoding, 3)))
    assert hover.range == types.Range(place("monetary", encoding), place("monetary", encoding, 8))
    target = await editor.client.text_document_definition_async(types.DefinitionParams(types.TextDocumentIdentifier(uri), place("高价值", encoding, 1, line=1)))
    assert target.range == types.Range(place("高价值", encoding), place("高价值", encoding, 3))
    # The wrong word becomes a right one; then emoji are put in front of it and taken out again.
    start_, end = place("wrnog", encoding, line=1), place("wrnog", encoding, 5, line=1)
    version = editor.change(uri, ((1, start_.character), (1, end.character), "city"))
    assert await editor.diagnostics(uri, version) == []
    emoji = place("東京😀", encoding, 2, line=1)
    version = editor.change(uri, ((1, emoji.character), (1, emoji.character + units("😀", encoding)), "👩‍👩‍👧"), ((1, emoji.character), (1, emoji.character), "高"))
    assert await editor.diagnostics(uri, version) == []
    row = TEXT.split("\r\n")[1].replace("東京😀", "東京高👩‍👩‍👧").replace("wrnog", "city")
    found = await editor.client.text_document_document_highlight_async(
        types.DocumentHighlightParams(types.TextDocumentIdentifier(uri), types.Position(1, units(row[: row.index("city")], encoding))))
    assert found[0].range.start.character == units(row[: row.index("city")], encoding)


async def test_utf_16_unless_something_else_is_offered(start):
    editor = await start(capabilities=types.ClientCapabilities())
    assert editor.client.answer.capabilities.position_encoding == "utf-16"
    editor = await start(encodings=["utf-16", "utf-8"])
    assert editor.client.answer.capabilities.position_encoding == "utf-16", "the client's first choice"
    editor = await start(encodings=["utf-7", "utf-8"])
    assert editor.client.answer.capabilities.position_encoding == "utf-8"


async def test_places_that_are_none_are_the_nearest(editor):
    uri = editor.open("a.cq", "segment a where recency < 3\nsegment b where a")
    assert await editor.diagnostics(uri) == []
    version = editor.change(uri, ((0, 999), (0, 999), " and monetary > 1"), ((77, 0), (99, 3), " and recency < 2"))
    assert await editor.diagnostics(uri, version) == []
    # Half an emoji.
    version = editor.change(uri, ((0, 0), (0, 0), "-- 😀\n"), ((0, 4), (0, 4), "x"))
    assert await editor.diagnostics(uri, version) == []
