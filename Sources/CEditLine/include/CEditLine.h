// One function with a fixed signature for each variadic operation of libedit that the editor uses: Swift cannot call
// C variadics. Everything else of <histedit.h> is called directly.
#pragma once

#include "../../CLibEdit/shim.h"
#include "TerminalSignals.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

typedef unsigned char (*ce_key_function)(EditLine *, wint_t);
typedef char *(*ce_prompt_function)(EditLine *);

/// Takes what is written to a stream; gives the number of bytes.
typedef ssize_t (*ce_output_function)(void *context, const char *bytes, size_t count);

/// A stream whose bytes go to `output`, or NULL; to be closed with fclose.
FILE *ce_open_output(ce_output_function output, void *context);
/// An editor that reads the standard input and draws on `output`, or NULL. It is here because the standard streams are
/// mutable globals to Swift.
EditLine *ce_open(const char *program, FILE *output);

/// The pointer that every callback finds its state by.
int ce_set_client_data(EditLine *editor, void *data);
void *ce_client_data(EditLine *editor);

/// `escape` encloses the parts of the prompt that take no room on the screen.
int ce_set_prompt(EditLine *editor, ce_prompt_function prompt, char escape);
int ce_set_reader(EditLine *editor, el_rfunc_t reader);
int ce_set_signal_handling(EditLine *editor, bool handled);
int ce_set_tty_mode(EditLine *editor, const char *mode);

/// `name` is "emacs" or "vi".
int ce_set_key_map(EditLine *editor, const char *name);
bool ce_key_map_is_vi(EditLine *editor);

/// Binding a key to a function that does not exist corrupts the heap: add the function first.
int ce_add_function(EditLine *editor, const char *name, const char *help, ce_key_function function);
int ce_bind(EditLine *editor, const char *key, const char *function);
/// Binds in vi's command mode.
int ce_bind_in_command_mode(EditLine *editor, const char *key, const char *function);

/// Forgets what is on the screen and draws prompt and text anew from the cursor on.
int ce_redraw(EditLine *editor);
/// Raw for editing, or as it was.
int ce_set_raw(EditLine *editor, bool raw);
/// The size libedit lays the text out for.
int ce_columns(EditLine *editor);
int ce_rows(EditLine *editor);
/// Whether the terminal's description says how to move the cursor up.
bool ce_can_move_up(EditLine *editor);

int ce_use_history(EditLine *editor, HistoryW *history);
int ce_history_set_size(HistoryW *history, int entry_count);
int ce_history_skip_repeated(HistoryW *history, bool skip);
int ce_history_enter(HistoryW *history, const wchar_t *entry);

/// Columns of a character on the terminal; -1 if it does not print. Follows the locale, as libedit does.
int ce_character_width(uint32_t scalar);
