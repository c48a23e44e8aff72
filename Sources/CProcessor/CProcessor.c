// A program built for newer processors ends with an illegal instruction on older ones, wherever the first one stands.
// This runs before anything else does, is itself compiled for any processor, and says so instead. What the compiler may
// use is what it was told with -march.

#include "CProcessor.h"

#include <sys/mman.h>

#if defined(__x86_64__) && defined(__AVX2__)

#include <unistd.h>

// The C library knows already, where it tells: asking the processor once more costs a thirtieth of a start on a virtual
// machine.
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#define HAS(feature, name) CPU_FEATURE_ACTIVE(feature)
#else
#define HAS(feature, name) __builtin_cpu_supports(name)
#endif

#if defined(__AVX512VL__)
#define LEVEL "x86-64-v4"
#else
#define LEVEL "x86-64-v3"
#endif

__attribute__((constructor(101), target("arch=x86-64"))) static void check_processor(void) {
#ifndef CPU_FEATURE_ACTIVE
    __builtin_cpu_init();
#endif
    int suffices = HAS(AVX2, "avx2") && HAS(BMI1, "bmi") && HAS(BMI2, "bmi2") && HAS(FMA, "fma") &&
                   HAS(POPCNT, "popcnt");
#if defined(__AVX512VL__)
    suffices = suffices && HAS(AVX512F, "avx512f") && HAS(AVX512BW, "avx512bw") && HAS(AVX512CD, "avx512cd") &&
               HAS(AVX512DQ, "avx512dq") && HAS(AVX512VL, "avx512vl");
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
