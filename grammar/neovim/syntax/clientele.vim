" Colours for Clientele scripts, for Vim and Neovim. A test keeps the words in step with the language.
if exists("b:current_syntax") | finish | endif

" Names are letters of any script.
syntax match clienteleCall /\<\h\w*\ze\s*(/
syntax match clienteleContextual /[.$`]\@1<!\<\%(aggregate\|ago\|alias\|all\|also\|among\|any\|as\|asc\|at\|before\|by\|case\|caseless\|contains\|cumulative\|customer\|day\|days\|derive\|desc\|display\|ends\|every\|for\|full\|group\|has\|head\|hour\|hours\|ignoring\|key\|known\|last\|later\|lifecycle\|list\|matches\|migrate\|minute\|minutes\|missing\|month\|months\|next\|of\|over\|overlap\|per\|pii\|pivot\|previous\|quarter\|quarters\|retention\|sample\|seed\|select\|separated\|sequence\|since\|sort\|starts\|take\|this\|to\|totals\|trend\|values\|week\|weeks\|when\|with\|within\|without\|year\|years\)\>/
syntax match clienteleReserved /[.$`]\@1<!\<\%(and\|between\|classify\|distinct\|else\|entity\|explain\|false\|from\|if\|import\|in\|is\|measure\|metric\|not\|or\|param\|segment\|then\|today\|true\|where\)\>/
syntax match clienteleOperator "!=\|<=\|>=\|[=<>+*/|-]"
syntax match clienteleNumber /\<\d[0-9_]*\%(\.\d[0-9_]*\)\?%\?/
syntax match clienteleDate /\<\d\{4}-\d\d\%(-\d\d\%(T\d\d:\d\d\%(:\d\d\%(\.\d\+\)\?\)\?\%(Z\|[+-]\d\d:\d\d\)\?\)\?\)\?\>/
syntax match clienteleParameter /\$[^[:space:][:punct:]]\+\%(_[^[:space:][:punct:]]*\)*/
syntax match clienteleQuotedName /`[^`]*`\?/
syntax match clienteleEscape contained /\\\%(["\\ntr]\|u{\x\{1,6}}\)/
syntax region clienteleString start=/"/ skip=/\\./ end=/"/ oneline contains=clienteleEscape
syntax match clientelePattern /\<r"[^"]*"\?/
syntax match clienteleComment /--.*$/ contains=@Spell
syntax match clienteleShebang /\%^#!.*$/

highlight default link clienteleCall Function
highlight default link clienteleContextual Statement
highlight default link clienteleReserved Keyword
highlight default link clienteleOperator Operator
highlight default link clienteleNumber Number
highlight default link clienteleDate Constant
highlight default link clienteleParameter Identifier
highlight default link clienteleQuotedName Identifier
highlight default link clienteleEscape SpecialChar
highlight default link clienteleString String
highlight default link clientelePattern String
highlight default link clienteleComment Comment
highlight default link clienteleShebang Comment

let b:current_syntax = "clientele"
