"""Everything that the server says it can do, without a store."""

import asyncio
import pathlib
import urllib.parse

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

TEXT = """-- What customers pay per order.
metric per_order "Order value" = monetary / frequency
param floor: money = 500
segment vip "VIP" alias 高价值 where monetary > $floor and per_order > 20
segment slow where not vip and count(orders in last 30 days) < 3

from vip
  | sort monetary desc
  | take 5
  | select id, per_order
"""


@pytest.fixture
async def uri(editor):
    return editor.open("a.cq", TEXT)


async def test_completion(editor, uri):
    uri = editor.open("b.cq", TEXT + "segment c where vi")
    answer = await editor.client.text_document_completion_async(types.CompletionParams(**editor.place(uri, "where vi", 8)))
    items = {item.label: item for item in answer.items}
    assert {"vip", "per_order", "monetary", "count(", "city"} <= set(items)
    assert items["vip"].kind == types.CompletionItemKind.Class
    edit = items["vip"].text_edit
    assert (edit.new_text, edit.range.start, edit.range.end) == ("vip", editor.at(uri, "where vi", 6), editor.at(uri, "where vi", 8))
    ranks = [item.sort_text for item in answer.items]
    assert ranks == sorted(ranks)
    resolved = await editor.client.completion_item_resolve_async(items["per_order"])
    assert "What customers pay per order." in resolved.documentation.value
    resolved = await editor.client.completion_item_resolve_async(items["monetary"])
    assert "Total spend" in resolved.documentation.value


async def test_completion_of_an_old_list_is_no_error(editor, uri):
    uri = editor.open("b.cq", "segment c where ")
    ask = lambda: editor.client.text_document_completion_async(types.CompletionParams(**editor.place(uri, "where ", 6)))
    first = await ask()
    await ask()
    assert (await editor.client.completion_item_resolve_async(first.items[0])).label == first.items[0].label
    assert (await editor.client.completion_item_resolve_async(types.CompletionItem("unheard"))).label == "unheard"


async def test_a_space_brings_up_nothing_by_itself(editor, uri):
    uri = editor.open("b.cq", "segment c where ")
    answer = await editor.client.text_document_completion_async(types.CompletionParams(
        **editor.place(uri, "where ", 6), context=types.CompletionContext(types.CompletionTriggerKind.TriggerCharacter, " ")))
    assert list(answer.items) == []


async def test_hover(editor, uri):
    answer = await editor.client.text_document_hover_async(types.HoverParams(**editor.place(uri, "monetary", 2)))
    assert answer.contents.kind == types.MarkupKind.Markdown
    assert "Total spend" in answer.contents.value and "ready-made" in answer.contents.value
    answer = await editor.client.text_document_hover_async(types.HoverParams(**editor.place(uri, "last 30 days", 2)))
    assert "2026-06-30" in answer.contents.value
    assert await editor.client.text_document_hover_async(types.HoverParams(**editor.place(uri, "\n\nfrom", 1))) is None


async def test_hover_as_plain_text(start):
    editor = await start("--as-of", "2026-06-30", capabilities=types.ClientCapabilities())
    uri = editor.open("a.cq", TEXT)
    answer = await editor.client.text_document_hover_async(types.HoverParams(**editor.place(uri, "monetary", 2)))
    assert answer.contents.kind == types.MarkupKind.PlainText and "```" not in answer.contents.value


async def test_signature_help(editor, uri):
    answer = await editor.client.text_document_signature_help_async(types.SignatureHelpParams(**editor.place(uri, "count(", 6)))
    (signature,) = answer.signatures
    assert signature.label.startswith("count(")
    start, end = signature.parameters[0].label
    assert "records" in signature.label[start:end]
    assert answer.active_parameter == 0
    assert await editor.client.text_document_signature_help_async(types.SignatureHelpParams(**editor.place(uri, "segment"))) is None


async def test_definition(editor, uri):
    place = await editor.client.text_document_definition_async(types.DefinitionParams(**editor.place(uri, "not vip", 5)))
    assert (place.uri, place.range.start) == (uri, editor.at(uri, "vip"))


async def test_definition_of_what_is_ready_made(editor, uri):
    for word, name, declares in (("monetary", "prelude", "metric monetary"), ("orders", "model", "entity orders")):
        place = await editor.client.text_document_definition_async(types.DefinitionParams(**editor.place(uri, word, 2)))
        path = pathlib.Path(urllib.parse.unquote(urllib.parse.urlparse(place.uri).path))
        assert path.name.startswith(name) and path.stat().st_mode & 0o222 == 0
        line = path.read_text().split("\n")[place.range.start.line]
        assert line.startswith(declares)
        # Looking at it is no reason to be told of anything.
        editor.folder = path.parent
        opened = editor.open(path.name, path.read_text())
        assert await editor.diagnostics(opened) == []


async def test_references_and_highlights(editor, uri):
    ask = lambda declaration: editor.client.text_document_references_async(
        types.ReferenceParams(context=types.ReferenceContext(declaration), **editor.place(uri, "not vip", 5)))
    places = [place.range.start for place in await ask(True)]
    assert places == [editor.at(uri, "vip"), editor.at(uri, "高价值"), editor.at(uri, "not vip", 4), editor.at(uri, "from vip", 5)]
    assert len(await ask(False)) == 2
    found = await editor.client.text_document_document_highlight_async(types.DocumentHighlightParams(**editor.place(uri, "floor", 1)))
    assert [item.kind for item in found] == [types.DocumentHighlightKind.Write, types.DocumentHighlightKind.Read]


def applied(text, edits):
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True):
        assert edit.range.start.line == edit.range.end.line
        row = lines[edit.range.start.line].encode("utf-16-le")
        row = row[: edit.range.start.character * 2] + edit.new_text.encode("utf-16-le") + row[edit.range.end.character * 2:]
        lines[edit.range.start.line] = row.decode("utf-16-le")
    return "\n".join(lines)


async def test_rename(editor, uri):
    found = await editor.client.text_document_prepare_rename_async(types.PrepareRenameParams(**editor.place(uri, "not vip", 5)))
    assert found.placeholder == "vip"
    answer = await editor.client.text_document_rename_async(types.RenameParams(new_name="best", **editor.place(uri, "not vip", 5)))
    (change,) = answer.document_changes
    assert change.text_document.version == 1
    assert applied(TEXT, change.edits) == TEXT.replace("segment vip", "segment best").replace("not vip", "not best").replace("from vip", "from best")


async def test_rename_across_files(start):
    library = "metric aov = monetary / frequency\n"
    editor = await start("--as-of", "2026-06-30", files={"lib.cq": library, "closed.cq": 'import "lib.cq" as x\nsegment z where x.aov > 3\n'})
    uri = editor.open("main.cq", 'import "lib.cq" as m\nsegment big where m.aov > 100\n')
    answer = await editor.client.text_document_rename_async(types.RenameParams(new_name="basket", **editor.place(uri, "m.aov", 3)))
    changes = {change.text_document.uri: change for change in answer.document_changes}
    assert set(changes) == {uri, editor.uri("lib.cq"), editor.uri("closed.cq")}
    assert changes[editor.uri("lib.cq")].text_document.version is None
    assert applied(library, changes[editor.uri("lib.cq")].edits) == library.replace("aov", "basket")


@pytest.mark.parametrize("word, offset, name, reason", [("monetary", 1, "x", "ready-made"), ("orders", 1, "x", "model"), ("not vip", 5, "monetary", ""), ("not vip", 5, "a`b", "no name"), ("not vip", 5, "per_order", "")])
async def test_names_that_can_not_be_given(editor, uri, word, offset, name, reason):
    with pytest.raises(JsonRpcException) as raised:
        await editor.client.text_document_rename_async(types.RenameParams(new_name=name, **editor.place(uri, word, offset)))
    assert raised.value.code == -32803 and reason in raised.value.message


async def test_symbols(editor, uri):
    tree = await editor.client.text_document_document_symbol_async(types.DocumentSymbolParams(types.TextDocumentIdentifier(uri)))
    assert [symbol.name for symbol in tree][:4] == ["per_order", "$floor", "vip", "slow"]
    assert tree[0].range.start.line == 0 and tree[0].selection_range.start == editor.at(uri, "per_order")
    assert "Order value" in tree[0].detail


async def test_symbols_of_the_workspace(start):
    editor = await start("--as-of", "2026-06-30", files={"one.cq": "segment alpha where recency < 3\n", "two.cq": "metric beta = monetary\n"})
    editor.open("three.cq", "segment alphabet where recency < 4\n")
    found = await editor.client.workspace_symbol_async(types.WorkspaceSymbolParams("ALP"))
    assert sorted(symbol.name for symbol in found) == ["alpha", "alphabet"]
    assert {symbol.name for symbol in await editor.client.workspace_symbol_async(types.WorkspaceSymbolParams(""))} == {"alpha", "alphabet", "beta"}


def words(text, legend, data):
    line = start = 0
    found = []
    rows = text.split("\n")
    for index in range(0, len(data), 5):
        down, right, length, kind, modifiers = data[index:index + 5]
        line, start = line + down, right + (start if down == 0 else 0)
        row = rows[line].encode("utf-16-le")
        found.append((row[start * 2:(start + length) * 2].decode("utf-16-le"), legend.token_types[kind], modifiers))
    return found


async def test_semantic_tokens(editor, uri):
    legend = editor.client.answer.capabilities.semantic_tokens_provider.legend
    document = types.TextDocumentIdentifier(uri)
    full = await editor.client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(document))
    found = words(TEXT, legend, full.data)
    assert ("segment", "keyword", 0) in found and ("高价值", "class", 1) in found and ("monetary", "variable", 2) in found
    assert ("count", "function", 0) in found and ("orders", "type", 0) in found and ("$floor", "parameter", 0) in found
    assert ("-- What customers pay per order.", "comment", 0) in found
    part = await editor.client.text_document_semantic_tokens_range_async(
        types.SemanticTokensRangeParams(document, types.Range(types.Position(4, 0), types.Position(5, 0))))
    assert [word for word, _, _ in words(TEXT, legend, part.data)][:2] == ["segment", "slow"]

    editor.change(uri, ((2, 0), (2, 0), "-- 😀\n"))
    delta = await editor.client.text_document_semantic_tokens_full_delta_async(types.SemanticTokensDeltaParams(document, full.result_id))
    data = list(full.data)
    for edit in delta.edits:
        data[edit.start:edit.start + edit.delete_count] = edit.data or []
    assert sum(len(edit.data or []) for edit in delta.edits) < 20
    again = await editor.client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(document))
    assert data == list(again.data)
    other = await editor.client.text_document_semantic_tokens_full_delta_async(types.SemanticTokensDeltaParams(document, "unheard"))
    assert list(other.data) == data


async def test_folding_and_selection(editor, uri):
    document = types.TextDocumentIdentifier(uri)
    folds = await editor.client.text_document_folding_range_async(types.FoldingRangeParams(document))
    assert any((fold.start_line, fold.end_line) == (6, 9) for fold in folds)
    (selection,) = await editor.client.text_document_selection_range_async(types.SelectionRangeParams(document, [editor.at(uri, "monetary > ", 3)]))
    ranges = []
    while selection:
        ranges.append(selection.range)
        selection = selection.parent
    assert ranges[0] == types.Range(editor.at(uri, "monetary > "), editor.at(uri, "monetary > ", 8))
    assert len(ranges) >= 4 and ranges[-1].start == types.Position(0, 0)
    for inner, outer in zip(ranges, ranges[1:]):
        key = lambda place: (place.line, place.character)
        assert key(outer.start) <= key(inner.start) and key(inner.end) <= key(outer.end)


async def test_inlay_hints(editor, uri):
    everything = types.Range(types.Position(0, 0), types.Position(99, 0))
    hints = await editor.client.text_document_inlay_hint_async(types.InlayHintParams(types.TextDocumentIdentifier(uri), everything))
    assert [(hint.label, hint.kind) for hint in hints][0] == (": money", types.InlayHintKind.Type)
    assert any("2026-06-30" in hint.label for hint in hints)


async def test_code_actions(editor):
    uri = editor.open("a.cq", "segment vip where monetry == 5000\n")
    items = await editor.diagnostics(uri)
    actions = await editor.client.text_document_code_action_async(types.CodeActionParams(
        types.TextDocumentIdentifier(uri), items[0].range, types.CodeActionContext(items)))
    fix = next(action for action in actions if action.kind == types.CodeActionKind.QuickFix)
    assert fix.diagnostics and fix.edit.document_changes[0].text_document.version == 1
    only = await editor.client.text_document_code_action_async(types.CodeActionParams(
        types.TextDocumentIdentifier(uri), items[0].range, types.CodeActionContext([], only=[types.CodeActionKind.Refactor])))
    assert all(action.kind.startswith("refactor") for action in only)


async def test_extractions(editor, uri):
    def ask(needle):
        start, end = editor.at(uri, needle), editor.at(uri, needle, len(needle))
        return editor.client.text_document_code_action_async(types.CodeActionParams(
            types.TextDocumentIdentifier(uri), types.Range(start, end), types.CodeActionContext([], only=["refactor.extract"])))

    (action,) = [action for action in await ask("count(orders in last 30 days) < 3") if "segment" in action.title]
    edits = action.edit.document_changes[0].edits
    version = editor.change(uri, *sorted((((e.range.start.line, e.range.start.character), (e.range.end.line, e.range.end.character), e.new_text) for e in edits), reverse=True))
    assert not [item for item in await editor.diagnostics(uri, version) if item.severity == types.DiagnosticSeverity.Error]


async def test_without_a_store_there_is_nothing_to_run(editor, uri):
    assert not await editor.client.text_document_code_lens_async(types.CodeLensParams(types.TextDocumentIdentifier(uri)))
    with pytest.raises(JsonRpcException) as raised:
        await editor.client.workspace_execute_command_async(types.ExecuteCommandParams("clientele.run", [{"uri": uri, "question": 0}]))
    assert raised.value.code == -32803


async def test_files_that_are_not_open_can_be_asked_about(start):
    editor = await start("--as-of", "2026-06-30", files={"closed.cq": TEXT})
    uri = editor.uri("closed.cq")
    tree = await editor.client.text_document_document_symbol_async(types.DocumentSymbolParams(types.TextDocumentIdentifier(uri)))
    assert [symbol.name for symbol in tree][0] == "per_order"
    with pytest.raises(JsonRpcException) as raised:
        await editor.client.text_document_document_symbol_async(types.DocumentSymbolParams(types.TextDocumentIdentifier(editor.uri("no.cq"))))
    assert raised.value.code == -32602


async def test_an_answer_about_a_text_that_changes_is_refused(editor, uri):
    """What would be put into the text must not be of an older state of it."""
    document = types.TextDocumentIdentifier(uri)
    futures = []
    for _ in range(30):
        futures.append(asyncio.ensure_future(editor.client.text_document_code_action_async(types.CodeActionParams(document, types.Range(editor.at(uri, "monetary"), editor.at(uri, "monetary")), types.CodeActionContext([])))))
        await asyncio.sleep(0)
        editor.change(uri, ((0, 2), (0, 2), "x"))
    results = await asyncio.gather(*futures, return_exceptions=True)
    refused = [result for result in results if isinstance(result, Exception)]
    assert all(result.code == -32801 for result in refused)
    assert not isinstance(results[-1], Exception) or results[-1].code == -32801
    assert (await editor.client.text_document_hover_async(types.HoverParams(**editor.place(uri, "monetary", 2)))) is not None


async def test_formatting(editor):
    uri = editor.open("a.cq", "segment   高价值 where monetary>5000 -- 😀\nsegment b   where recency<3\n")
    options = types.FormattingOptions(8, False)
    document = types.TextDocumentIdentifier(uri)
    edits = await editor.client.text_document_formatting_async(types.DocumentFormattingParams(document, options))
    assert applied(editor.texts[uri], [edit for edit in edits if edit.range.start.line == edit.range.end.line]).startswith("segment 高价值 where monetary > 5000  -- 😀\n")
    whole = types.Range(types.Position(1, 0), types.Position(1, 99))
    part = await editor.client.text_document_range_formatting_async(types.DocumentRangeFormattingParams(document, whole, options))
    assert part and all(edit.range.start.line == 1 for edit in part)
    wrong = editor.open("b.cq", "segment   a where (\n")
    assert not await editor.client.text_document_formatting_async(types.DocumentFormattingParams(types.TextDocumentIdentifier(wrong), options))


async def test_lints_with_their_fixes(editor):
    uri = editor.open("a.cq", "param unused: int = 3\nsegment a where recency < 3\n\nfrom a | take 5\n")
    items = {item.code: item for item in await editor.diagnostics(uri)}
    assert list(items["L0101"].tags) == [types.DiagnosticTag.Unnecessary]
    assert items["L0203"].severity == types.DiagnosticSeverity.Warning
    actions = await editor.client.text_document_code_action_async(types.CodeActionParams(
        types.TextDocumentIdentifier(uri), items["L0101"].range, types.CodeActionContext([], only=["quickfix"])))
    assert any(action.diagnostics[0].code == "L0101" for action in actions)


async def test_what_another_script_uses_is_used(start):
    library = "param low: int = 3\nsegment base where recency < $low\nsegment other where recency < 4\n"
    editor = await start("--as-of", "2026-06-30", files={"main.cq": 'import "lib.cq" as m\nfrom m.base | sort id | take 5\nfrom m.other | sort id | take 5\n'})
    uri = editor.open("lib.cq", library)
    assert [item.code for item in await editor.diagnostics(uri)] == []


async def test_models_are_checked_as_models(editor):
    uri = editor.open("model.cq", 'entity clients from "Klanten" { key id: int = "klantnr", town: text }\n')
    assert await editor.diagnostics(uri) == []
    version = editor.replace(uri, 'entity clients { key id: int, town: nothing }\n')
    assert [item.code for item in await editor.diagnostics(uri, version)][0].startswith("E05")
