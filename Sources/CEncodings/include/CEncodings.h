#pragma once
#include <stdint.h>

/* Characters of double-byte encodings, by lead byte and trail byte; 0 where two bytes stand for none. Rows are
   complete: index = (lead - first lead) * (trails) + trail - first trail. Written by scripts/encodings. */

/* Leads from 0x81, trails from 0x40, 191 of them. */
extern const uint16_t ce_gb18030[24066];
/* Leads from 0x81, trails from 0x40, 191 of them. Code page 950. */
extern const uint16_t ce_big5[24066];
/* Leads from 0x81, trails from 0x40, 189 of them. Code page 932. */
extern const uint16_t ce_shift_jis[23436];
/* Leads from 0x81, trails from 0x41, 190 of them. Code page 949. */
extern const uint16_t ce_euc_kr[23940];

/* Four-byte codes of GB18030 in the basic plane: pairs of a code's number and the character at which a run begins. */
extern const uint16_t ce_gb18030_ranges[412];

/* 0x80 to 0x9F; the rest of Windows-1252 is Latin-1. */
extern const uint16_t ce_windows_1252[32];

/* Arrays of this size do not reach Swift; pointers to them do. */
static inline const uint16_t *_Nonnull ce_gb18030_table(void) { return ce_gb18030; }
static inline const uint16_t *_Nonnull ce_gb18030_ranges_table(void) { return ce_gb18030_ranges; }
static inline const uint16_t *_Nonnull ce_big5_table(void) { return ce_big5; }
static inline const uint16_t *_Nonnull ce_shift_jis_table(void) { return ce_shift_jis; }
static inline const uint16_t *_Nonnull ce_euc_kr_table(void) { return ce_euc_kr; }
static inline const uint16_t *_Nonnull ce_windows_1252_table(void) { return ce_windows_1252; }
