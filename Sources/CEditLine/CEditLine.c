#define _GNU_SOURCE // wcwidth, fopencookie

#include "CEditLine.h"
#include <stdio.h>
#include <unistd.h>
#include <wchar.h>

FILE *ce_open_output(ce_output_function output, void *context) {
    cookie_io_functions_t functions = {.write = output};
    return fopencookie(context, "w", functions);
}

EditLine *ce_open(const char *program, FILE *output) {
    return el_init_fd(program, stdin, output, stderr, STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO);
}

int ce_set_client_data(EditLine *editor, void *data) {
    return el_set(editor, EL_CLIENTDATA, data);
}

void *ce_client_data(EditLine *editor) {
    void *data = NULL;
    el_get(editor, EL_CLIENTDATA, &data);
    return data;
}

int ce_set_prompt(EditLine *editor, ce_prompt_function prompt, char escape) {
    return el_set(editor, EL_PROMPT_ESC, prompt, escape);
}

int ce_set_reader(EditLine *editor, el_rfunc_t reader) {
    return el_wset(editor, EL_GETCFN, reader);
}

int ce_set_signal_handling(EditLine *editor, bool handled) {
    return el_set(editor, EL_SIGNAL, (int)handled);
}

int ce_set_tty_mode(EditLine *editor, const char *mode) {
    return el_set(editor, EL_SETTY, "-d", mode, NULL);
}

int ce_set_key_map(EditLine *editor, const char *name) {
    return el_set(editor, EL_EDITOR, name);
}

bool ce_key_map_is_vi(EditLine *editor) {
    const char *name = NULL;
    el_get(editor, EL_EDITOR, &name);
    return name != NULL && name[0] == 'v';
}

int ce_add_function(EditLine *editor, const char *name, const char *help, ce_key_function function) {
    return el_set(editor, EL_ADDFN, name, help, function);
}

int ce_bind(EditLine *editor, const char *key, const char *function) {
    return el_set(editor, EL_BIND, key, function, NULL);
}

int ce_bind_in_command_mode(EditLine *editor, const char *key, const char *function) {
    return el_set(editor, EL_BIND, "-a", key, function, NULL);
}

int ce_redraw(EditLine *editor) {
    return el_set(editor, EL_REFRESH, 0);
}

int ce_set_raw(EditLine *editor, bool raw) {
    return el_set(editor, EL_PREP_TERM, (int)raw);
}

int ce_columns(EditLine *editor) {
    int columns = 80;
    el_get(editor, EL_GETTC, "co", &columns, (void *)NULL);
    return columns;
}

int ce_rows(EditLine *editor) {
    int rows = 24;
    el_get(editor, EL_GETTC, "li", &rows, (void *)NULL);
    return rows;
}

bool ce_can_move_up(EditLine *editor) {
    char *sequence = NULL;
    el_get(editor, EL_GETTC, "up", &sequence, (void *)NULL);
    return sequence != NULL && sequence[0] != '\0';
}

int ce_use_history(EditLine *editor, HistoryW *history) {
    return el_wset(editor, EL_HIST, history_w, history);
}

int ce_history_set_size(HistoryW *history, int entry_count) {
    HistEventW event;
    return history_w(history, &event, H_SETSIZE, entry_count);
}

int ce_history_skip_repeated(HistoryW *history, bool skip) {
    HistEventW event;
    return history_w(history, &event, H_SETUNIQUE, (int)skip);
}

int ce_history_enter(HistoryW *history, const wchar_t *entry) {
    HistEventW event;
    return history_w(history, &event, H_ENTER, entry);
}

int ce_character_width(uint32_t scalar) {
    return wcwidth((wchar_t)scalar);
}
