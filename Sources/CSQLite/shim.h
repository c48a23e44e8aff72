#pragma once
#include <sqlite3.h>

/* SQLITE_TRANSIENT and SQLITE_STATIC are casts that Swift cannot import; these say the same with types. */

/* The bytes are copied before the call returns. */
static inline int clientele_bind_text_copying(sqlite3_stmt *statement, int index, const char *bytes, int count) {
    return sqlite3_bind_text(statement, index, bytes, count, SQLITE_TRANSIENT);
}

/* The caller keeps the bytes alive and unchanged until the parameter is bound again or the statement is finalised. */
static inline int clientele_bind_text_borrowing(sqlite3_stmt *statement, int index, const char *bytes, int count) {
    return sqlite3_bind_text(statement, index, bytes, count, SQLITE_STATIC);
}

static inline int clientele_bind_blob_copying(sqlite3_stmt *statement, int index, const void *bytes, int count) {
    return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

/* Swift cannot import functions of variable arguments. Does nothing once a connection has been opened. */
static inline int clientele_disable_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static inline void clientele_result_text_copying(sqlite3_context *context, const char *bytes, int count) {
    sqlite3_result_text(context, bytes, count, SQLITE_TRANSIENT);
}

/* Words of the header of a write-ahead log's index (SQLite's file format, 4.3), in the order of the file. */
enum { CLIENTELE_LOG_INDEX_WORDS = 12 };

/* What came of reading that header. */
enum { CLIENTELE_LOG_INDEX_READ, CLIENTELE_LOG_INDEX_BEING_WRITTEN, CLIENTELE_LOG_INDEX_UNKNOWN };

/* The header as it is now, through SQLite's own mapping: to close another descriptor of the file would give up the
   locks of this process. Only for a connection that has its log open: any other would make the index. There are two
   copies of the header; who writes begins with the second, so that a reader who begins with the first knows whether
   both are whole. */
static inline int clientele_log_index(sqlite3_file *file, unsigned int words[CLIENTELE_LOG_INDEX_WORDS]) {
    const sqlite3_io_methods *methods = file->pMethods;
    void volatile *memory = 0;
    if (!methods || methods->iVersion < 2) return CLIENTELE_LOG_INDEX_UNKNOWN;
    if (!methods->xShmMap || !methods->xShmBarrier) return CLIENTELE_LOG_INDEX_UNKNOWN;
    int code = methods->xShmMap(file, 0, 32768, 0, &memory);
    /* Where nobody who may write has it open, it can't be relied on: SQLITE_READONLY_CANTINIT. */
    if ((code != SQLITE_OK && code != SQLITE_READONLY) || !memory) return CLIENTELE_LOG_INDEX_UNKNOWN;
    const volatile unsigned int *copies = (const volatile unsigned int *)memory;
    for (int i = 0; i < CLIENTELE_LOG_INDEX_WORDS; i++) words[i] = copies[i];
    methods->xShmBarrier(file);
    for (int i = 0; i < CLIENTELE_LOG_INDEX_WORDS; i++)
        if (copies[CLIENTELE_LOG_INDEX_WORDS + i] != words[i]) return CLIENTELE_LOG_INDEX_BEING_WRITTEN;
    /* The only version there is. */
    return words[0] == 3007000 ? CLIENTELE_LOG_INDEX_READ : CLIENTELE_LOG_INDEX_UNKNOWN;
}
