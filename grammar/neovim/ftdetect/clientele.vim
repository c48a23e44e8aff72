autocmd BufRead,BufNewFile *.cq setfiletype clientele
