// Counts the calls by which a program writes, and lets one of them fail. Loaded before the C library by `break-calls`.
//
//     FAULT_AT     which call fails, from 1; 0 for none
//     FAULT_KIND   ENOSPC or EIO, for that call; FULL: ENOSPC for that call and all that need room behind it; KILL
//     FAULT_COUNT  a file that gets the number of calls when the program ends
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;
static long at;
static int error, isSticky, kills;

__attribute__((constructor)) static void begin(void) {
    const char *place = getenv("FAULT_AT"), *kind = getenv("FAULT_KIND");
    at = place ? atol(place) : 0;
    if (!kind) return;
    error = strcmp(kind, "EIO") == 0 ? EIO : ENOSPC;
    isSticky = strcmp(kind, "FULL") == 0;
    kills = strcmp(kind, "KILL") == 0;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("FAULT_COUNT");
    if (!path) return;
    int file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    char text[32];
    int length = snprintf(text, sizeof text, "%ld\n", (long)calls);
    syscall(SYS_write, file, text, length);
    syscall(SYS_close, file);
}

// Whether the call is to fail; what needs no room goes on when the disk is full.
static int fails(int needsRoom) {
    long call = atomic_fetch_add(&calls, 1) + 1;
    if (at == 0 || call < at || (call > at && !isSticky)) return 0;
    if (error == ENOSPC && !kills && !needsRoom) return 0;
    if (kills) syscall(SYS_kill, getpid(), SIGKILL);
    errno = error;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define WRITES(flags) ((flags) & (O_CREAT | O_WRONLY | O_RDWR))

#define OPEN(name)                                                              \
    int name(const char *path, int flags, ...) {                                \
        va_list list;                                                           \
        va_start(list, flags);                                                  \
        mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;               \
        va_end(list);                                                           \
        if (WRITES(flags) && fails((flags & O_CREAT) != 0)) return -1;          \
        return REAL(name)(path, flags, mode);                                   \
    }
OPEN(open)
OPEN(open64)

int openat(int folder, const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
    va_end(list);
    if (WRITES(flags) && fails((flags & O_CREAT) != 0)) return -1;
    return REAL(openat)(folder, path, flags, mode);
}

// What is said to whoever runs the program is no file.
ssize_t write(int file, const void *bytes, size_t count) {
    return file > 2 && fails(1) ? -1 : REAL(write)(file, bytes, count);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) {
    return fails(1) ? -1 : REAL(pwrite)(file, bytes, count, place);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t place) {
    return fails(1) ? -1 : REAL(pwrite64)(file, bytes, count, place);
}
int fsync(int file) { return fails(1) ? -1 : REAL(fsync)(file); }
int fdatasync(int file) { return fails(1) ? -1 : REAL(fdatasync)(file); }
int ftruncate(int file, off_t size) { return fails(0) ? -1 : REAL(ftruncate)(file, size); }
int ftruncate64(int file, off64_t size) { return fails(0) ? -1 : REAL(ftruncate64)(file, size); }
int rename(const char *from, const char *to) { return fails(1) ? -1 : REAL(rename)(from, to); }
int link(const char *from, const char *to) { return fails(1) ? -1 : REAL(link)(from, to); }
int unlink(const char *path) { return fails(0) ? -1 : REAL(unlink)(path); }
int mkdir(const char *path, mode_t mode) { return fails(1) ? -1 : REAL(mkdir)(path, mode); }
int rmdir(const char *path) { return fails(0) ? -1 : REAL(rmdir)(path); }
int fchmod(int file, mode_t mode) { return fails(0) ? -1 : REAL(fchmod)(file, mode); }
int fchown(int file, uid_t user, gid_t group) { return fails(0) ? -1 : REAL(fchown)(file, user, group); }
// The descriptor is gone whatever the call says.
int close(int file) {
    if (file <= 2 || !fails(1)) return REAL(close)(file);
    int reason = errno;
    REAL(close)(file);
    errno = reason;
    return -1;
}
