"""Debian's Neovim without a screen, set up as docs/editors.md says."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest

from conftest import AS_OF, environment

REPOSITORY = pathlib.Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not shutil.which("nvim"), reason="there is no Neovim")

# What the steps below share: waiting for the server, and asking it as key strokes do.
PRELUDE = """
local lsp = require("clientele")
lsp.setup({{ cmd = {{ "{command}", "lsp" }}, settings = {{ store = "{store}", asOf = "{as_of}" }} }})
local result = {{}}
local function finish() vim.fn.writefile({{ vim.fn.json_encode(result) }}, "{output}") vim.cmd("qall!") end
local function wait(condition) if not vim.wait(20000, condition, 20) then result.failed = debug.traceback() finish() end end
local function request(method, parameters)
  local answers = vim.lsp.buf_request_sync(0, method, parameters, 20000)
  for _, answer in pairs(answers or {{}}) do return answer.result end
end
local function found() return vim.diagnostic.get(0) end
local function at(line, column) vim.api.nvim_win_set_cursor(0, {{ line, column }}) end
vim.cmd("edit {script}")
wait(function() return #vim.lsp.buf_get_clients(0) > 0 and vim.lsp.buf_get_clients(0)[next(vim.lsp.buf_get_clients(0))].server_capabilities ~= nil end)
result.filetype = vim.bo.filetype
"""


@pytest.fixture
def neovim(command, shop, tmp_path):
    def run(text, steps):
        script, output = tmp_path / "audience.cq", tmp_path / "result.json"
        script.write_text(text)
        lua = tmp_path / "steps.lua"
        lua.write_text(PRELUDE.format(command=command, store=shop, as_of=AS_OF, output=output, script=script) + steps + "\nfinish()\n")
        variables = {**environment(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_STATE_HOME": str(tmp_path / "state"), "XDG_DATA_HOME": str(tmp_path / "data")}
        start = tmp_path / "init.lua"
        start.write_text(f'vim.opt.runtimepath:append("{REPOSITORY / "grammar" / "neovim"}")\n')
        process = subprocess.run(["nvim", "--headless", "-n", "-i", "NONE", "-u", str(start), "-c", f"luafile {lua}"], env=variables, cwd=tmp_path, capture_output=True, text=True, timeout=90)
        assert output.exists(), process.stderr
        result = json.loads(output.read_text())
        assert "failed" not in result, (result, process.stderr)
        assert result["filetype"] == "clientele"
        return result

    return run


def test_diagnostics_come_and_go(neovim):
    result = neovim("segment vip where monetry > 5000\n", """
wait(function() return #found() == 1 end)
local item = found()[1]
result.item = { line = item.lnum, column = item.col, last = item.end_col, message = item.message, severity = item.severity }
vim.api.nvim_buf_set_text(0, 0, 23, 0, 23, { "a" })
wait(function() return #found() == 0 end)
""")
    item = result["item"]
    assert (item["line"], item["column"], item["last"], item["severity"]) == (0, 18, 25, 1) and "monetry" in item["message"]


def test_columns_behind_wide_characters(neovim):
    result = neovim('-- 高价值 😀\nsegment 高价值 "😀" where monetry > 5000\n', """
wait(function() return #found() == 1 end)
local item = found()[1]
result.word = string.sub(vim.api.nvim_buf_get_lines(0, item.lnum, item.lnum + 1, false)[1], item.col + 1, item.end_col)
""")
    assert result["word"] == "monetry"


def test_completion(neovim):
    result = neovim("segment vip where monetary > 5000 and cit\n", """
local parameters = { textDocument = vim.lsp.util.make_text_document_params(), position = { line = 0, character = 41 } }
local answer = request("textDocument/completion", parameters)
result.labels = vim.tbl_map(function(item) return item.label end, answer.items)
local words = vim.lsp.util.text_document_completion_list_to_complete_items(answer, "cit")
result.words = vim.tbl_map(function(item) return item.word end, words)
""")
    assert "city" in result["labels"] and result["words"] == ["city"]


def test_values_of_the_store(neovim):
    result = neovim("segment vip where city = \n", """
local answer = request("textDocument/completion", { textDocument = vim.lsp.util.make_text_document_params(), position = { line = 0, character = 25 } })
result.labels = vim.tbl_map(function(item) return item.label end, answer.items)
""")
    assert '"Berlin"' in result["labels"]


def test_hover_in_a_window(neovim):
    result = neovim("segment vip where monetary > 5000\n", """
wait(function() return true end)
at(1, 20)
vim.lsp.buf.hover()
local function text()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), "\\n")
    end
  end
end
wait(function() return text() ~= nil end)
result.text = text()
""")
    assert "Total spend" in result["text"] and "quartiles" in result["text"]


def test_definition_of_what_is_ready_made(neovim):
    result = neovim("segment vip where monetary > 5000\n", """
at(1, 20)
vim.lsp.buf.definition()
wait(function() return string.find(vim.api.nvim_buf_get_name(0), "prelude") ~= nil end)
result.line = vim.api.nvim_get_current_line()
""")
    assert result["line"].startswith("metric monetary")


def test_rename(neovim):
    result = neovim("segment vip where monetary > 5000\nfrom vip | take 3\n", """
at(1, 9)
vim.lsp.buf.rename("best")
wait(function() return vim.api.nvim_buf_get_lines(0, 0, -1, false)[2] == "from best | take 3" end)
result.lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
""")
    assert result["lines"] == ["segment best where monetary > 5000", "from best | take 3"]


def test_lenses_run(neovim):
    result = neovim("segment every where true\n", """
vim.lsp.codelens.refresh()
wait(function() local lenses = vim.lsp.codelens.get(0) return #lenses == 1 and lenses[1].command ~= nil end)
result.title = vim.lsp.codelens.get(0)[1].command.title
""")
    assert result["title"] == "500 customers · run"


def test_colours(neovim):
    result = neovim("segment vip where monetary contains 5 -- why\n", """
local function group(column) return vim.fn.synIDattr(vim.fn.synID(1, column, 1), "name") end
result.groups = { group(1), group(13), group(19), group(28), group(37), group(40) }
""")
    assert result["groups"] == ["clienteleReserved", "clienteleReserved", "", "clienteleContextual", "clienteleNumber", "clienteleComment"]


def test_formatting(neovim):
    result = neovim("segment   vip where monetary>5000 -- 😀\n", """
local options = { tabSize = 8, insertSpaces = true }
if vim.lsp.buf.format then vim.lsp.buf.format({ timeout_ms = 20000 }) else vim.lsp.buf.formatting_sync(options, 20000) end
result.lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
""")
    assert result["lines"] == ["segment vip where monetary > 5000  -- 😀"]
