"""Debian's Emacs in batch with Eglot, set up as docs/editors.md says."""

import json
import pathlib
import re
import shutil
import subprocess

import pytest

from conftest import AS_OF, environment

REPOSITORY = pathlib.Path(__file__).parents[2]

ELISP = pathlib.Path("/usr/share/emacs/site-lisp/elpa")
pytestmark = pytest.mark.skipif(not shutil.which("emacs") or not list(ELISP.glob("eglot-*")), reason="there is no Emacs with Eglot")

# The set-up of the documentation, which the tests hold to, and what the steps below share.
SETUP = re.search(r"```elisp\n(.*?)```", (REPOSITORY / "docs" / "editors.md").read_text(), re.S).group(1)
PRELUDE = """
(package-initialize)
(setq clientele-server-command '("{command}" "lsp"))
{setup}
(require 'eglot)
(setq-default eglot-workspace-configuration '(:clientele (:store "{store}" :asOf "{as_of}")))
(setq eglot-sync-connect 20)
(defvar result nil)
(defun note (name value) (push (cons name value) result))
(defun wait (condition) (let ((turns 0)) (while (and (< turns 400) (not (funcall condition))) (accept-process-output nil 0.05) (setq turns (1+ turns)))))
(defun ask (method) (jsonrpc-request (eglot--current-server-or-lose) method (eglot--TextDocumentPositionParams)))
(find-file "{script}")
(apply #'eglot (eglot--guess-contact))
"""
END = """
(note 'mode (symbol-name major-mode))
(with-temp-file "{output}" (insert (json-encode result)))
"""


@pytest.fixture
def emacs(command, shop, tmp_path):
    def run(text, steps):
        script, output, start = tmp_path / "audience.cq", tmp_path / "result.json", tmp_path / "steps.el"
        script.write_text(text)
        setup = SETUP.replace("/path/to/clientele", str(REPOSITORY))
        start.write_text(PRELUDE.format(command=command, setup=setup, store=shop, as_of=AS_OF, script=script) + steps + END.format(output=output))
        process = subprocess.run(["emacs", "--batch", "-l", str(start)], env={**environment(tmp_path), "HOME": str(tmp_path)}, cwd=tmp_path,
                                 capture_output=True, text=True, timeout=90)
        assert output.exists(), process.stderr
        result = json.loads(output.read_text())
        assert result["mode"] == "clientele-mode"
        return result

    return run


def test_diagnostics_come_and_go(emacs):
    result = emacs("segment 高价值 where monetry > 5000\n", """
(wait #'flymake-diagnostics)
(let ((found (car (flymake-diagnostics))))
  (note 'text (flymake-diagnostic-text found))
  (note 'word (buffer-substring (flymake-diagnostic-beg found) (flymake-diagnostic-end found))))
(goto-char (point-min)) (search-forward "monet") (insert "a")
(eglot--signal-textDocument/didChange)
(wait (lambda () (not (flymake-diagnostics))))
(note 'left (length (flymake-diagnostics)))
""")
    assert "E0301" in result["text"] and result["word"] == "monetry" and result["left"] == 0


def test_completion_with_the_values_of_the_store(emacs):
    result = emacs("segment vip where mone\nsegment here where city = \n", """
(goto-char (point-min)) (end-of-line)
(note 'names (all-completions "mone" (nth 2 (eglot-completion-at-point))))
(forward-line) (end-of-line)
(wait (lambda () (seq-find (lambda (item) (= 12 (plist-get item :kind))) (plist-get (ask :textDocument/completion) :items))))
(note 'values (mapcar (lambda (item) (plist-get item :label)) (plist-get (ask :textDocument/completion) :items)))
""")
    assert "monetary" in result["names"] and any("Berlin" in value for value in result["values"]), result


def test_hover_and_format_and_colours(emacs):
    result = emacs("segment   vip where monetary>5000\n", """
(goto-char (point-min)) (search-forward "monet")
(note 'hover (plist-get (plist-get (ask :textDocument/hover) :contents) :value))
(eglot-format-buffer)
(note 'text (buffer-string))
(font-lock-ensure)
(note 'face (symbol-name (get-text-property (point-min) 'face)))
""")
    assert "Total spend" in result["hover"] and result["text"] == "segment vip where monetary > 5000\n" and result["face"] == "font-lock-keyword-face"
