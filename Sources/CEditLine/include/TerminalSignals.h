// Signals as bytes in a pipe, so that waiting for a key and waiting for a signal are one poll() without a race.
// In C because a handler may touch nothing that is initialised lazily or counted.
#pragma once

#include <stdbool.h>

/// Forwards signals until `ce_signals_end`: SIGINT alone, or while the terminal is raw also those that would leave it
/// so (SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGQUIT) and SIGWINCH. One that the process ignores stays ignored.
/// The pipe is the process's: one session at a time. Returns its reading end, or -1 with errno set and nothing changed.
int ce_signals_begin(bool terminal_is_raw);

/// Puts the former handlers back. What has arrived and was not read is dropped at the next beginning.
void ce_signals_end(void);

/// The reading and the writing end of a pipe that no other program inherits. Returns 0, or -1 with errno set.
int ce_open_pipe(int ends[2]);
