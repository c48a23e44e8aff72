import asyncio
import os
import pathlib
import subprocess

import pytest
import pytest_asyncio
import pytest_lsp
from lsprotocol import types

CUSTOMERS = 500
AS_OF = "2026-06-30"


@pytest.fixture(scope="session")
def shop(command, tmp_path_factory):
    """A generated store that no test changes."""
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    subprocess.run([command, "generate", str(path), "--customers", str(CUSTOMERS)], check=True, capture_output=True)
    return str(path)


def environment(tmp_path):
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home"), "XDG_CACHE_HOME": str(tmp_path / "cache"), "LANG": "C.UTF-8"}


class Editor:
    """A client with one server, and what an editor does with it."""

    def __init__(self, client, folder):
        self.client = client
        self.folder = folder
        self.texts = {}
        self.versions = {}

    def uri(self, name):
        return (self.folder / name).as_uri()

    def write(self, name, text):
        """A file on the disk."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path.as_uri()

    def open(self, name, text):
        uri = self.uri(name)
        self.texts[uri], self.versions[uri] = text, 1
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "clientele", 1, text)))
        return uri

    def close(self, uri):
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def change(self, uri, *changes):
        """Each change as (start, end, text) with (line, character) places; gives the version."""
        self.versions[uri] += 1
        events = [
            types.TextDocumentContentChangePartial(types.Range(types.Position(*start), types.Position(*end)), text)
            for start, end, text in changes
        ]
        identifier = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, events))
        return self.versions[uri]

    def replace(self, uri, text):
        self.versions[uri] += 1
        self.texts[uri] = text
        identifier = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(identifier, [types.TextDocumentContentChangeWholeDocument(text)]))
        return self.versions[uri]

    async def diagnostics(self, uri, version=None):
        """What was published of a text, or of a version of it, as soon as it is there."""
        version = version or self.versions.get(uri)
        async with asyncio.timeout(20):
            while True:
                for params in self.client.published:
                    if params.uri == uri and (params.version == version or version is None):
                        return list(params.diagnostics)
                await self.client.awaited()

    async def no_more(self, uri, codes=()):
        """Waits until the last that was said of a text is this."""
        async with asyncio.timeout(20):
            while True:
                said = [params for params in self.client.published if params.uri == uri]
                if said and [item.code for item in said[-1].diagnostics] == list(codes):
                    return list(said[-1].diagnostics)
                await self.client.awaited()

    def at(self, uri, needle, offset=0, occurrence=0):
        """The place of a word of the text, in UTF-16 units."""
        text = self.texts[uri]
        index = -1
        for _ in range(occurrence + 1):
            index = text.index(needle, index + 1)
        before = text[: index + offset]
        line = before.count("\n")
        column = before.rsplit("\n", 1)[-1]
        return types.Position(line, len(column.encode("utf-16-le")) // 2)

    def place(self, uri, needle, offset=0, occurrence=0):
        return {"text_document": types.TextDocumentIdentifier(uri), "position": self.at(uri, needle, offset, occurrence)}


def make_client():
    """A client that keeps everything that was published, with its version."""
    client = pytest_lsp.make_test_lsp_client()
    client.published = []
    client.refreshed = []
    client.registered = []
    client.happened = asyncio.Event()

    async def awaited():
        client.happened.clear()
        await client.happened.wait()

    client.awaited = awaited

    def on(method):
        del client.protocol.fm.features[method]
        return client.feature(method)

    @on(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def published(params):
        client.published.append(params)
        client.happened.set()

    @on(types.WORKSPACE_DIAGNOSTIC_REFRESH)
    def refreshed(params):
        client.diagnostic_refresh_count += 1
        client.happened.set()

    @client.feature(types.WORKSPACE_CODE_LENS_REFRESH)
    def lenses(params):
        client.refreshed.append("lenses")
        client.happened.set()

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def registered(params):
        client.registered += params.registrations
        client.happened.set()

    return client


@pytest_asyncio.fixture
async def start(command, tmp_path):
    """Starts a server with options, for a client with capabilities, in a folder of its own."""
    editors = []

    async def start(*arguments, capabilities=None, options=None, files=None, encodings=None, change=None):
        folder = tmp_path / "workspace"
        folder.mkdir(exist_ok=True)
        for name, text in (files or {}).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        capabilities = capabilities or pytest_lsp.client_capabilities("visual-studio-code")
        if encodings:
            capabilities.general.position_encodings = encodings
        if change:
            change(capabilities)
        config = pytest_lsp.ClientServerConfig([command, "lsp", *arguments], client_factory=make_client, server_env=environment(tmp_path))
        client = await config.start()
        params = types.InitializeParams(
            capabilities=capabilities, process_id=os.getpid(), root_uri=folder.as_uri(),
            workspace_folders=[types.WorkspaceFolder(folder.as_uri(), "workspace")], initialization_options=options)
        client.answer = await client.initialize_session(params)
        editor = Editor(client, folder)
        editors.append(editor)
        return editor

    yield start
    for editor in editors:
        await editor.client.shutdown_session()
        await editor.client.stop()
        assert editor.client._server.returncode == 0


@pytest_asyncio.fixture
async def editor(start):
    """Without a store."""
    return await start("--as-of", AS_OF)


@pytest_asyncio.fixture
async def shop_editor(start, shop):
    return await start("-s", shop, "--as-of", AS_OF)
