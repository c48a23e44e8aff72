// A program built for newer processors ends with an illegal instruction on older ones, wherever the first one stands.
// This runs before anything else does, is itself compiled for any processor, and says so instead. What the compiler may
// use is what it was told with -march.

#include "CProcessor.h"

#include <sys/mman.h>

#if defined(__x86_64__) && defined(__AVX2__)

#include <unistd.h>

#if defined(__AVX512VL__)
#define LEVEL "x86-64-v4"
#else
#define LEVEL "x86-64-v3"
#endif

__attribute__((constructor(101), target("arch=x86-64"))) static void check_processor(void) {
    __builtin_cpu_init();
    int suffices = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
                   __builtin_cpu_supports("fma") && __builtin_cpu_supports("popcnt");
#if defined(__AVX512VL__)
    suffices = suffices && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl");
#endif
    if (suffices) return;
    static const char message[] = "clientele: built for processors of the level " LEVEL ", which this one is not of; "
                                  "`CLIENTELE_CPU=x86-64 scripts/build` builds for all\n";
    // There is nobody left to tell where this fails.
    if (write(STDERR_FILENO, message, sizeof message - 1) < 0) _exit(2);
    _exit(2);
}

#endif

// Nearly every page of the data that starts as zeros is written to in a start: the system is asked for all of them at
// once, which costs less than a page fault for each. A system that does not know how leaves them as they are.
#if defined(__linux__) && defined(MADV_POPULATE_WRITE)

extern char edata[], end[];

__attribute__((constructor(102))) static void populate_data(void) {
    const unsigned long page = 4096, first = (unsigned long)edata & ~(page - 1);
    madvise((void *)first, (((unsigned long)end + page - 1) & ~(page - 1)) - first, MADV_POPULATE_WRITE);
}

#endif
