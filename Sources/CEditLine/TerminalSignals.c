#define _GNU_SOURCE // pipe2

#include "TerminalSignals.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

// SIGINT comes first: it is the only one forwarded while the terminal is not raw.
static const int forwarded_signals[] = {SIGINT, SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGQUIT};
enum { forwarded_count = sizeof forwarded_signals / sizeof forwarded_signals[0] };

static struct sigaction former_actions[forwarded_count];
static size_t active_count = 0;
static int pipe_ends[2] = {-1, -1};

static void forward(int number) {
    int former_errno = errno;
    unsigned char byte = (unsigned char)number;
    // A full pipe holds news enough; there is nothing to do about any other failure here.
    ssize_t written = write(pipe_ends[1], &byte, 1);
    (void)written;
    errno = former_errno;
}

int ce_signals_begin(bool terminal_is_raw) {
    if (active_count > 0) {
        return pipe_ends[0];
    }
    if (pipe_ends[0] < 0 && pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        return -1;
    }
    unsigned char stale[64];
    while (read(pipe_ends[0], stale, sizeof stale) > 0) {
    }

    struct sigaction action = {0};
    action.sa_handler = forward; // without SA_RESTART: a read that waits has to return
    sigemptyset(&action.sa_mask);
    active_count = terminal_is_raw ? forwarded_count : 1;
    for (size_t index = 0; index < active_count; index++) {
        sigaction(forwarded_signals[index], NULL, &former_actions[index]);
        if (former_actions[index].sa_handler != SIG_IGN) {
            sigaction(forwarded_signals[index], &action, NULL);
        }
    }
    return pipe_ends[0];
}

void ce_signals_end(void) {
    for (size_t index = 0; index < active_count; index++) {
        sigaction(forwarded_signals[index], &former_actions[index], NULL);
    }
    active_count = 0;
}

int ce_open_pipe(int ends[2]) {
    return pipe2(ends, O_CLOEXEC);
}
