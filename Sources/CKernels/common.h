#ifndef STEPSCOPE_CKERNELS_COMMON_H
#define STEPSCOPE_CKERNELS_COMMON_H
#include <math.h>
#include <string.h>

// One source, compiled for each level of x86-64 and chosen when the program starts.
#if defined(__x86_64__) && defined(__linux__)
#define CK_KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CK_KERNEL
#endif
#define CK_INLINE static inline __attribute__((always_inline))

CK_INLINE float ck_exp(float x) { return expf(x); }
CK_INLINE float ck_erf(float x) { return erff(x); }
CK_INLINE float ck_silu1(float x) { return x / (1.0f + ck_exp(-x)); }
CK_INLINE float ck_gelu1(float x) { return 0.5f * x * (1.0f + ck_erf(x * 0.70710678118654752f)); }
#endif
