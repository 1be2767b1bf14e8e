#include "CKernels.h"
#include "bf16.h"

// How fast the processor multiplies and adds where everything stays in its registers: what the speed of a
// layer is held against.

// Sums of sixteen lanes, as many as hide how long one takes and still fit into the registers.
enum { SUMS_AVX512 = 12, SUMS_AVX2 = 6, SUMS_BASE = 3 };

#define DEFINE_PEAK(NAME, TARGET, SUMS)                                                     \
  TARGET static void NAME(long rounds, float *out) {                                        \
    ck_lanes sum[SUMS] = {0};                                                               \
    const float factor = out[0];                                                            \
    for (long round = 0; round < rounds; round++)                                           \
      UNROLLED for (int n = 0; n < SUMS; n++) sum[n] = sum[n] * factor + factor;            \
    for (int n = 0; n < SUMS; n++) *(ck_lanes *)out += sum[n];                              \
  }
#define UNROLLED _Pragma("clang loop unroll(full)")

DEFINE_PEAK(peak_base, , SUMS_BASE)

#if defined(__x86_64__)
DEFINE_PEAK(
    peak_avx512,
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"), min_vector_width(512))),
    SUMS_AVX512)
DEFINE_PEAK(peak_avx2, __attribute__((target("avx2,fma"))), SUMS_AVX2)

BF16_TARGET static void peak_bf16(long rounds, float *out) {
  __m512 sum[SUMS_AVX512];
  UNROLLED for (int n = 0; n < SUMS_AVX512; n++) sum[n] = _mm512_setzero_ps();
  const __m512bh factor = (__m512bh)_mm512_loadu_si512(out);
  for (long round = 0; round < rounds; round++)
    UNROLLED for (int n = 0; n < SUMS_AVX512; n++)
      sum[n] = _mm512_dpbf16_ps(sum[n], factor, factor);
  for (int n = 0; n < SUMS_AVX512; n++) *(ck_lanes *)out += (ck_lanes)sum[n];
}
#endif

double ck_peak_operations(int bf16) {
  const double lanes = 2 * 16;
  if (bf16 && ck_has_amx()) return CK_TILE_PEAK;
  if (bf16 && ck_has_bf16()) return 2 * lanes * SUMS_AVX512;
  switch (ck_cpu_level()) {
    case CK_CPU_AVX512: return lanes * SUMS_AVX512;
    case CK_CPU_AVX2: return lanes * SUMS_AVX2;
    default: return lanes * SUMS_BASE;
  }
}

void ck_peak(int bf16, long rounds, float *out) {
#if defined(__x86_64__)
  if (bf16 && ck_has_amx()) return ck_tile_peak(rounds);
  if (bf16 && ck_has_bf16()) return peak_bf16(rounds, out);
  switch (ck_cpu_level()) {
    case CK_CPU_AVX512: return peak_avx512(rounds, out);
    case CK_CPU_AVX2: return peak_avx2(rounds, out);
    default: break;
  }
#else
  (void)bf16;
#endif
  peak_base(rounds, out);
}
