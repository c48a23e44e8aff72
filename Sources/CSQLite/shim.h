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
