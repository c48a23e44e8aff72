#pragma once

/// Tells the processor that an address will be read soon. Harmless wherever it points.
static inline void clientele_prefetch(const void *address) { __builtin_prefetch(address); }
