"""What the server looks up in the store."""

import asyncio
import os
import pathlib
import signal
import sqlite3
import subprocess
import urllib.parse

import pytest
import pytest_lsp
from conftest import Editor, environment, make_client
from lsprotocol import types
from pygls.exceptions import JsonRpcException

AS_OF = "2026-06-30"
TEXT = """segment vip where monetary > 500 and city = "Berlin"
from vip | sort id | take 3 | select id, city
segment every where true
"""


async def completions(editor, uri, needle, **context):
    answer = await editor.client.text_document_completion_async(types.CompletionParams(
        **editor.place(uri, needle, len(needle)), context=types.CompletionContext(types.CompletionTriggerKind.TriggerCharacter, " ") if context else None))
    return answer


async def test_values_with_their_counts(shop_editor, shop):
    uri = shop_editor.open("a.cq", "segment a where city = ")
    answer = await completions(shop_editor, uri, "city = ", typed=True)
    values = [item for item in answer.items if item.kind == types.CompletionItemKind.Value]
    with sqlite3.connect(shop) as database:
        rows = database.execute("select city, count(*) from customers where city is not null group by city order by 2 desc, 1").fetchall()
    assert {item.label: item.detail for item in values} == {f'"{city}"': str(count) for city, count in rows}
    assert [int(item.detail) for item in values] == [count for _, count in rows]
    assert answer.is_incomplete


async def test_values_inside_quotes(shop_editor):
    uri = shop_editor.open("a.cq", 'segment a where city = "Ber" and recency < 3')
    answer = await completions(shop_editor, uri, 'city = "Ber')
    item = next(item for item in answer.items if item.label == '"Berlin"')
    assert item.text_edit.range == types.Range(shop_editor.at(uri, '"Ber"'), shop_editor.at(uri, '"Ber"', 5))


async def test_personal_data_is_never_shown(shop_editor):
    uri = shop_editor.open("a.cq", "segment a where name = ")
    assert not [item for item in (await completions(shop_editor, uri, "name = ")).items if item.kind == types.CompletionItemKind.Value]
    hover = await shop_editor.client.text_document_hover_async(types.HoverParams(**shop_editor.place(uri, "name", 1)))
    assert "personal data" in hover.contents.value and "known" not in hover.contents.value


@pytest.mark.parametrize("definition", [
    "birthday", "if birthday is known then birthday else 2000-01-01", "year(birthday)", "days_since(birthday)", "name", "min(customers.birthday)"])
async def test_what_is_derived_from_personal_data(shop_editor, definition):
    """One definition and one that is built on it, over a window and as of a day; and the column of a class."""
    uri = shop_editor.open("a.cq", f"metric born = {definition}\nmetric later = born as of 30 days ago\nfrom customers | select born, later\n")
    for name in ("born", "later"):
        hover = await shop_editor.client.text_document_hover_async(types.HoverParams(**shop_editor.place(uri, name, 1)))
        text = hover.contents.value
        assert "of 500 known" in text and "from 1" not in text and "quartiles" not in text and " to 2" not in text, text


@pytest.mark.parametrize("definition", ["count(orders where customer.birthday is known)", "if birthday < 1980-01-01 then 1 else 2"])
async def test_what_only_counts_is_not_personal(shop_editor, definition):
    uri = shop_editor.open("a.cq", f"metric older = {definition}\n")
    hover = await shop_editor.client.text_document_hover_async(types.HoverParams(**shop_editor.place(uri, "older", 1)))
    assert "quartiles" in hover.contents.value


async def test_distribution_in_a_hover(shop_editor):
    uri = shop_editor.open("a.cq", TEXT)
    hover = await shop_editor.client.text_document_hover_async(types.HoverParams(**shop_editor.place(uri, "monetary", 1)))
    assert "quartiles" in hover.contents.value
    hover = await shop_editor.client.text_document_hover_async(types.HoverParams(**shop_editor.place(uri, "city", 1)))
    assert "500 known" in hover.contents.value


async def resolved_lenses(editor, uri):
    lenses = await editor.client.text_document_code_lens_async(types.CodeLensParams(types.TextDocumentIdentifier(uri)))
    return [lens if lens.command else await editor.client.code_lens_resolve_async(lens) for lens in lenses]


async def test_sizes_of_segments(shop_editor):
    uri = shop_editor.open("a.cq", TEXT)
    titles = [lens.command.title for lens in await resolved_lenses(shop_editor, uri)]
    assert titles[1:] == ["run", "500 customers · run"]
    assert titles[0].endswith("run") and "customer" in titles[0]


async def test_sizes_with_imports(start, shop):
    editor = await start("-s", shop, "--as-of", AS_OF, files={"lib/base.cq": "segment every where true\n"})
    uri = editor.open("sub/a.cq", 'import "../lib/base.cq" as b\nsegment none_of_them where not b.every\n')
    assert [lens.command.title for lens in await resolved_lenses(editor, uri)] == ["0 customers · run"]


async def test_running(shop_editor):
    uri = shop_editor.open("a.cq", TEXT)
    lenses = await resolved_lenses(shop_editor, uri)
    run = lambda lens: shop_editor.client.workspace_execute_command_async(types.ExecuteCommandParams(lens.command.command, lens.command.arguments))
    result = await run(lenses[1])
    assert result["columns"] == ["id", "city"] and 0 < len(result["rows"]) <= 3 and {row[1] for row in result["rows"]} == {"Berlin"}
    result = await run(lenses[2])
    assert len(result["rows"]) == 50 and not result["isWhole"]
    # The first rows are shown as a document.
    shown = shop_editor.client.shown_documents[-1]
    text = pathlib.Path(urllib.parse.unquote(urllib.parse.urlparse(shown.uri).path)).read_text()
    assert text.startswith("# every") and "the first 50 rows" in text


def shown_path(editor):
    return pathlib.Path(urllib.parse.unquote(urllib.parse.urlparse(editor.client.shown_documents[-1].uri).path))


@pytest.mark.parametrize("how", ["good-bye", signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
async def test_rows_that_were_shown_go_with_the_session(command, shop, tmp_path, how):
    async def run():
        config = pytest_lsp.ClientServerConfig(
            [command, "lsp", "-s", shop, "--as-of", AS_OF], client_factory=make_client, server_env=environment(tmp_path))
        client = await config.start()
        await client.initialize_session(types.InitializeParams(
            capabilities=pytest_lsp.client_capabilities("visual-studio-code"), process_id=os.getpid(), root_uri=tmp_path.as_uri()))
        editor = Editor(client, tmp_path)
        uri = editor.open("a.cq", TEXT)
        await resolved_lenses(editor, uri)
        run = types.ExecuteCommandParams("clientele.run", [{"uri": uri, "question": 0}])
        for _ in range(2):
            await client.workspace_execute_command_async(run)
        return editor

    editor = await run()
    shown = shown_path(editor)
    assert shown.suffix == ".md" and shown.stat().st_mode & 0o777 == 0o600
    assert list(shown.parent.glob("result*")) == [shown]
    if how == "good-bye":
        await editor.client.shutdown_session()
        await editor.client.stop()
    else:
        editor.client._server.send_signal(how)
        await editor.client._server.wait()
    if how == signal.SIGKILL:
        assert shown.exists()
        other = await run()
        assert list(shown.parent.glob("result*")) == [shown_path(other)]
        await other.client.shutdown_session()
        await other.client.stop()
    assert list(shown.parent.glob("result*")) == []


async def test_running_without_documents(start, shop):
    editor = await start("-s", shop, "--as-of", AS_OF, capabilities=types.ClientCapabilities())
    uri = editor.open("a.cq", TEXT)
    await editor.client.workspace_execute_command_async(types.ExecuteCommandParams("clientele.run", [{"uri": uri, "question": 0}]))
    assert "id | city" in editor.client.messages[-1].message


@pytest.mark.parametrize("arguments, code", [([], -32602), ([{"uri": 3}], -32602), ([{"uri": "file:///no.cq", "question": 0}], -32602)])
async def test_running_what_is_not_there(shop_editor, arguments, code):
    with pytest.raises(JsonRpcException) as raised:
        await shop_editor.client.workspace_execute_command_async(types.ExecuteCommandParams("clientele.run", arguments))
    assert raised.value.code == code


async def test_running_a_script_with_errors(shop_editor):
    uri = shop_editor.open("a.cq", "from customers | take")
    with pytest.raises(JsonRpcException) as raised:
        await shop_editor.client.workspace_execute_command_async(types.ExecuteCommandParams("clientele.run", [{"uri": uri, "question": 0}]))
    assert raised.value.code == -32803


async def test_no_data(start, shop):
    editor = await start("-s", shop, "--as-of", AS_OF, "--no-data")
    uri = editor.open("a.cq", TEXT.replace("segment every where true", "segment c where city = "))
    assert not [item for item in (await completions(editor, uri, "segment c where city = ")).items if item.kind == types.CompletionItemKind.Value]
    hover = await editor.client.text_document_hover_async(types.HoverParams(**editor.place(uri, "monetary", 1)))
    assert "quartiles" not in hover.contents.value
    version = editor.replace(uri, TEXT)
    await editor.diagnostics(uri, version)
    assert [lens.command.title for lens in await resolved_lenses(editor, uri)] == ["run", "run", "run"]


async def test_configuration_of_the_editor(start, shop):
    """First in the options at the start, then changed; the command line says neither."""
    editor = await start(options={"store": shop, "asOf": AS_OF})
    uri = editor.open("a.cq", "segment every where true\nsegment recent where any(orders in last 30 days)\n")
    before = [lens.command.title for lens in await resolved_lenses(editor, uri)]
    assert before[0] == "500 customers · run" and before[1] != "0 customers · run"
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"clientele": {"asOf": "2010-01-01"}}))
    assert (await resolved_lenses(editor, uri))[1].command.title == "0 customers · run"
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"clientele": {"data": False}}))
    assert (await resolved_lenses(editor, uri))[1].command.title == "run"
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"clientele": {"store": None}}))
    assert not await resolved_lenses(editor, uri)


async def test_configuration_that_is_asked_for(start, shop):
    editor = await start()
    editor.client._configuration[""] = {"clientele": {"store": shop, "asOf": AS_OF}}
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    uri = editor.open("a.cq", "segment every where true\n")
    async with asyncio.timeout(20):
        while not (lenses := await resolved_lenses(editor, uri)):
            await asyncio.sleep(0.02)
    assert lenses[0].command.title == "500 customers · run"


async def test_a_store_that_is_not_there(start):
    editor = await start(options={"store": "no.db"})
    uri = editor.open("a.cq", "segment vip where monetary > 500\n")
    assert await editor.diagnostics(uri) == []
    assert any("no.db" in message.message for message in editor.client.messages)


async def test_a_store_that_changes(start, command, tmp_path):
    store = tmp_path / "own.db"
    subprocess.run([command, "init", str(store)], check=True, capture_output=True)
    editor = await start("-s", str(store), "--as-of", AS_OF)
    uri = editor.open("a.cq", "segment every where true\n")
    assert (await resolved_lenses(editor, uri))[0].command.title == "0 customers · run"
    subprocess.run([command, "import", "-s", str(store), "--into", "customers", "-"], input="id,name\n1,Ada\n2,Bea\n", text=True, check=True, capture_output=True)
    assert (await resolved_lenses(editor, uri))[0].command.title == "2 customers · run"


async def test_a_database_with_its_model(start, tmp_path):
    store, model = tmp_path / "theirs.db", tmp_path / "theirs.cq"
    with sqlite3.connect(store) as database:
        database.executescript("create table Klanten (klantnr integer primary key, stad text); insert into Klanten values (1, 'Gent'), (2, 'Gent'), (3, 'Brugge');")
    model.write_text('entity clients from "Klanten" { key id: int = "klantnr", town: text = "stad" }\n')
    editor = await start("-s", str(store), "--model", str(model), "--as-of", AS_OF)
    uri = editor.open("a.cq", "segment a where town = ")
    values = [item for item in (await completions(editor, uri, "town = ")).items if item.kind == types.CompletionItemKind.Value]
    assert [(item.label, item.detail) for item in values] == [('"Gent"', "2"), ('"Brugge"', "1")]
    place = await editor.client.text_document_definition_async(types.DefinitionParams(**editor.place(uri, "town", 1)))
    assert "/model-" in place.uri


async def test_a_cancelled_question(shop_editor):
    """Whatever is underway when the cancellation comes, the request is answered, and so are those behind it."""
    uri = shop_editor.open("a.cq", "from customers | select id, a = count(orders), b = monetary, c = last(orders.channel) | sort b desc\n")
    await shop_editor.diagnostics(uri)
    codes = []
    for wait in (0, 0, 0.001, 0.005, 0.02, 0.1):
        request = asyncio.ensure_future(shop_editor.client.workspace_execute_command_async(
            types.ExecuteCommandParams("clientele.run", [{"uri": uri, "question": 0}])))
        await asyncio.sleep(0)
        await asyncio.sleep(wait)
        number = list(shop_editor.client.protocol._request_futures)[-1] if shop_editor.client.protocol._request_futures else None
        shop_editor.client.cancel_request(types.CancelParams(number))
        try:
            await request
            codes.append(0)
        except JsonRpcException as error:
            codes.append(error.code)
    assert set(codes) <= {0, -32800}
    assert await shop_editor.client.text_document_hover_async(types.HoverParams(**shop_editor.place(uri, "monetary", 1)))


async def test_lenses_and_distributions_beside_a_wrong_statement(shop_editor):
    uri = shop_editor.open("a.cq", "segment every where true\nsegment bad where recncy < 3\n" + TEXT.splitlines()[0])
    titles = [lens.command.title for lens in await resolved_lenses(shop_editor, uri)]
    assert titles[0] == "500 customers · run" and len(titles) == 2
    place = shop_editor.at(uri, "city")
    hover = await shop_editor.client.text_document_hover_async(types.HoverParams(types.TextDocumentIdentifier(uri), place))
    assert "known" in hover.contents.value


async def test_a_value_that_no_record_has_is_warned_of(shop_editor):
    uri = shop_editor.open("a.cq", 'segment s where city = "Berlni"\nsegment t where city = "Berlin"\n')
    await shop_editor.diagnostics(uri)
    async with asyncio.timeout(20):
        while not (found := [item for params in shop_editor.client.published for item in params.diagnostics if item.code == "E0416"]):
            await shop_editor.client.awaited()
    assert [(item.range.start.line, item.severity) for item in found] == [(0, types.DiagnosticSeverity.Warning)]
