import asyncio

from lsprotocol import types

WRONG = "segment vip where monetry > 5000\n"


def pulling(capabilities):
    capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities()
    capabilities.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)


async def test_an_error_has_code_range_and_fix(editor):
    uri = editor.open("a.cq", WRONG)
    (item,) = await editor.diagnostics(uri)
    assert (item.code, item.source, item.severity) == ("E0301", "clientele", types.DiagnosticSeverity.Error)
    assert item.range == types.Range(types.Position(0, 18), types.Position(0, 25))
    assert "monetry" in item.message
    (fix,) = item.data["fixes"]
    assert fix["edits"] == [{"range": {"start": {"line": 0, "character": 18}, "end": {"line": 0, "character": 25}}, "newText": "monetary"}]


async def test_each_version_has_its_own(editor):
    uri = editor.open("a.cq", "segment vip where monetary > 5000\n")
    assert await editor.diagnostics(uri) == []
    version = editor.change(uri, ((0, 21), (0, 22), ""))
    assert [item.code for item in await editor.diagnostics(uri, version)] == ["E0301"]
    version = editor.change(uri, ((0, 21), (0, 21), "e"))
    assert await editor.diagnostics(uri, version) == []


async def test_changes_in_one_message_follow_each_other(editor):
    uri = editor.open("a.cq", "segment vip where\n")
    version = editor.change(uri, ((0, 17), (0, 17), " recency"), ((0, 25), (0, 25), " < 3"), ((1, 0), (1, 0), "segment b where vip\n"))
    assert await editor.diagnostics(uri, version) == []


async def test_fast_typing_ends_with_the_last_state(editor):
    text = "segment vip where monetary > 5000 and recency < 30"
    uri = editor.open("a.cq", "")
    for place, sign in enumerate(text):
        version = editor.change(uri, ((0, place), (0, place), sign))
    assert await editor.diagnostics(uri, version) == []
    versions = [params.version for params in editor.client.published if params.uri == uri]
    assert versions == sorted(set(versions))


async def test_related_places_are_told_apart(editor):
    uri = editor.open("a.cq", "segment a where recency < 3 and recency > 5\n")
    items = await editor.diagnostics(uri)
    assert items
    related = [place for item in items for place in item.related_information or []]
    assert related and {place.location.uri for place in related} == {uri}


async def test_a_client_without_related_places_reads_them(start):
    capabilities = types.ClientCapabilities()
    editor = await start("--as-of", "2026-06-30", capabilities=capabilities)
    uri = editor.open("a.cq", "segment a where recency < 3 and recency > 5\n")
    items = await editor.diagnostics(uri)
    assert items and all(item.related_information is None and item.data is None for item in items)


async def test_a_closed_text_has_none(editor):
    uri = editor.open("a.cq", WRONG)
    await editor.diagnostics(uri)
    editor.close(uri)
    await editor.no_more(uri)


async def test_untitled_texts(editor):
    editor.uri = lambda name: name
    uri = editor.open("untitled:Untitled-1", WRONG)
    assert [item.code for item in await editor.diagnostics(uri)] == ["E0301"]


async def test_an_open_text_wins_over_its_file(editor):
    editor.write("lib/metrics.cq", "metric aov = monetary / frequency\n")
    uri = editor.open("main.cq", 'import "lib/metrics.cq" as m\nsegment big where m.aov > 100\n')
    assert await editor.diagnostics(uri) == []
    # In the editor, not on the disk.
    library = editor.open("lib/metrics.cq", "metric average = monetary / frequency\n")
    (item,) = await editor.no_more(uri, ["E0322"])
    assert "aov" in item.message
    editor.replace(library, "metric aov = monetary /\n")
    items = await editor.no_more(uri, ["E0201"])
    assert items[0].range.start.line == 0, "what is wrong with a file is said at its import"
    assert "metrics.cq" in items[0].message
    assert items[0].related_information[0].location.uri == library
    editor.close(library)
    await editor.no_more(uri)


async def test_a_file_that_changes_on_the_disk(editor):
    path = editor.folder / "lib.cq"
    editor.write("lib.cq", "metric aov = monetary / frequency\n")
    uri = editor.open("main.cq", 'import "lib.cq" as m\nsegment big where m.aov > 100\n')
    assert await editor.diagnostics(uri) == []
    assert any(item.method == "workspace/didChangeWatchedFiles" for item in editor.client.registered)
    path.write_text("metric other = 1\n")
    editor.client.workspace_did_change_watched_files(
        types.DidChangeWatchedFilesParams([types.FileEvent(path.as_uri(), types.FileChangeType.Changed)]))
    await editor.no_more(uri, ["E0322"])
    path.unlink()
    editor.client.workspace_did_change_watched_files(
        types.DidChangeWatchedFilesParams([types.FileEvent(path.as_uri(), types.FileChangeType.Deleted)]))
    (item,) = await editor.no_more(uri, ["E0320"])
    assert "lib.cq" in item.message


async def test_pulled(start):
    editor = await start("--as-of", "2026-06-30", change=pulling, files={"other.cq": WRONG, "right.cq": "segment a where recency < 3\n", "sub/x.cq": WRONG, ".git/no.cq": WRONG})
    assert editor.client.answer.capabilities.diagnostic_provider.workspace_diagnostics
    uri = editor.open("a.cq", WRONG)

    async def pull(previous=None):
        return await editor.client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri), previous_result_id=previous))

    first = await pull()
    assert [item.code for item in first.items] == ["E0301"]
    again = await pull(first.result_id)
    assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
    editor.change(uri, ((0, 23), (0, 23), "a"))
    assert list((await pull(first.result_id)).items) == []
    assert editor.client.published == [], "nothing is said twice"

    everything = await editor.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
    found = {report.uri: len(report.items) for report in everything.items}
    assert found == {uri: 0, editor.uri("other.cq"): 1, editor.uri("right.cq"): 0, editor.uri("sub/x.cq"): 1}
    previous = [types.PreviousResultId(report.uri, report.result_id) for report in everything.items]
    again = await editor.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(previous))
    assert {report.kind for report in again.items} == {"unchanged"}


async def test_pulling_clients_are_told_to_ask_again(start):
    editor = await start("--as-of", "2026-06-30", change=pulling)
    editor.client.diagnostic_refresh_count = 0
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"clientele": {"asOf": "2025-01-01"}}))
    async with asyncio.timeout(20):
        while editor.client.diagnostic_refresh_count == 0:
            await editor.client.awaited()
