;;; clientele-mode.el --- Scripts of Clientele -*- lexical-binding: t; -*-

;; Package-Requires: ((emacs "27.1"))

;;; Commentary:

;; A mode for .cq files, with colours, comments and, through Eglot (of Emacs 29, Debian's elpa-eglot, or from ELPA), the language server:
;;
;;     (add-to-list 'load-path ".../grammar/emacs")
;;     (require 'clientele-mode)
;;     (add-hook 'clientele-mode-hook #'eglot-ensure)
;;
;; A test keeps the words in step with the language.

;;; Code:

(defgroup clientele nil "Scripts of Clientele." :group 'languages)

(defcustom clientele-server-command '("clientele" "lsp")
  "How the language server is started."
  :type '(repeat string))

(defconst clientele-reserved-words
  '("and" "between" "classify" "distinct" "else" "entity" "explain" "false" "from" "if" "import" "in" "is" "measure" "metric" "not" "or" "param" "segment" "then" "today" "true" "where"))

(defconst clientele-contextual-words
  '("aggregate" "ago" "alias" "all" "also" "among" "any" "as" "asc" "at" "before" "by" "case" "caseless" "contains" "cumulative" "customer" "day" "days" "derive" "desc" "display" "ends" "every" "for" "full" "group" "has" "head" "hour" "hours" "ignoring" "key" "known" "last" "later" "lifecycle" "list" "matches" "migrate" "minute" "minutes" "missing" "month" "months" "next" "of" "over" "overlap" "per" "pii" "pivot" "previous" "quarter" "quarters" "retention" "sample" "seed" "select" "separated" "sequence" "since" "sort" "starts" "take" "this" "to" "totals" "trend" "values" "week" "weeks" "when" "with" "within" "without" "year" "years"))

(defconst clientele-font-lock-keywords
  `(("\\(?:^\\|[^.$`[:alnum:]_]\\)\\(segment\\|metric\\|measure\\|param\\|entity\\)[ \t]+\\([[:alpha:]_][[:alnum:]_.]*\\)"
     (2 (if (equal (match-string 2) "where") font-lock-keyword-face font-lock-type-face)))
    ("`[^`\n]*`" . font-lock-variable-name-face)
    ("\\$[[:alpha:]_][[:alnum:]_]*" . font-lock-variable-name-face)
    (,(concat "\\(?:^\\|[^.$]\\)" (regexp-opt clientele-reserved-words 'symbols)) 1 font-lock-keyword-face)
    ("\\_<\\([[:alpha:]_][[:alnum:]_]*\\)[ \t]*(" 1 font-lock-function-name-face)
    (,(concat "\\(?:^\\|[^.$]\\)" (regexp-opt clientele-contextual-words 'symbols)) 1 font-lock-builtin-face)
    ("\\_<[0-9]\\{4\\}-[0-9]\\{2\\}\\(?:-[0-9]\\{2\\}\\(?:T[0-9:.]+\\(?:Z\\|[+-][0-9:]+\\)?\\)?\\)?" . font-lock-constant-face)
    ("\\_<[0-9][0-9_]*\\(?:\\.[0-9_]+\\)?%?" . font-lock-constant-face)))

(defvar clientele-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?- ". 12" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?\\ "\\" table)
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?` "." table)
    (modify-syntax-entry ?$ "'" table)
    table))

;;;###autoload
(define-derived-mode clientele-mode prog-mode "Clientele"
  "Scripts of Clientele."
  (setq-local comment-start "-- ")
  (setq-local comment-start-skip "--+[ \t]*")
  (setq-local indent-tabs-mode nil)
  (setq-local tab-width 2)
  (setq-local font-lock-defaults '(clientele-font-lock-keywords)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.cq\\'" . clientele-mode))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs (cons 'clientele-mode (lambda (&rest _) clientele-server-command))))

(provide 'clientele-mode)
;;; clientele-mode.el ends here
