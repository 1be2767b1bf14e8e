#include "CKernels.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// One half without hardware support. The exponent is moved into place by an integer shift and corrected by
// a multiplication, which also normalises subnormal halves.
static float widen_half(uint16_t half) {
  const uint32_t magnitude = (uint32_t)(half & 0x7FFF) << 13;
  const uint32_t sign = (uint32_t)(half & 0x8000) << 16;
  float value;
  memcpy(&value, &magnitude, sizeof value);
  value *= 0x1p112f;
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  // Infinity and NaN have the largest exponent in both formats.
  if ((half & 0x7C00) == 0x7C00) bits = 0x7F800000u | (magnitude & 0x7FFFFFu);
  bits |= sign;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static void widen_halves(const uint16_t *source, float *target, size_t count) {
  for (size_t i = 0; i < count; i++) target[i] = widen_half(source[i]);
}

#if defined(__x86_64__)
__attribute__((target("avx,f16c"))) static void widen_halves_f16c(
    const uint16_t *source, float *target, size_t count) {
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m128i halves = _mm_loadu_si128((const __m128i *)(source + i));
    _mm256_storeu_ps(target + i, _mm256_cvtph_ps(halves));
  }
  widen_halves(source + i, target + i, count - i);
}
#endif

void stepscope_widen_f16(const uint16_t *source, float *target, size_t count) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx") && __builtin_cpu_supports("f16c")) {
    widen_halves_f16c(source, target, count);
    return;
  }
#endif
  widen_halves(source, target, count);
}

void stepscope_widen_f16_portable(const uint16_t *source, float *target, size_t count) {
  widen_halves(source, target, count);
}

void stepscope_widen_bf16(const uint16_t *source, float *target, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const uint32_t bits = (uint32_t)source[i] << 16;
    memcpy(target + i, &bits, sizeof bits);
  }
}

#if defined(__x86_64__)
__attribute__((target("avx,f16c"))) static int fits_f16c(const float *x, long count) {
  __m256i differ = _mm256_setzero_si256();
  long i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m256 values = _mm256_loadu_ps(x + i);
    const __m256 back = _mm256_cvtph_ps(_mm256_cvtps_ph(values, _MM_FROUND_TO_NEAREST_INT));
    const __m256 change = _mm256_xor_ps(values, back);
    differ = _mm256_castps_si256(_mm256_or_ps(_mm256_castsi256_ps(differ), change));
  }
  int fits = _mm256_testz_si256(differ, differ);
  for (; i < count; i++) {
    const __m128 value = _mm_set_ss(x[i]);
    const __m128 back = _mm_cvtph_ps(_mm_cvtps_ph(value, _MM_FROUND_TO_NEAREST_INT));
    fits &= _mm_cvtsi128_si32(_mm_castps_si128(_mm_xor_ps(value, back))) == 0;
  }
  return fits;
}

__attribute__((target("avx,f16c"))) static void narrow_f16c(
    const float *x, uint16_t *out, long count) {
  long i = 0;
  for (; i + 8 <= count; i += 8)
    _mm_storeu_si128(
        (__m128i *)(out + i),
        _mm256_cvtps_ph(_mm256_loadu_ps(x + i), _MM_FROUND_TO_NEAREST_INT));
  for (; i < count; i++)
    out[i] = (uint16_t)_mm_extract_epi16(
        _mm_cvtps_ph(_mm_set_ss(x[i]), _MM_FROUND_TO_NEAREST_INT), 0);
}
#endif

int ck_fits_f16(const float *x, long count) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx") && __builtin_cpu_supports("f16c")) return fits_f16c(x, count);
#endif
  (void)x, (void)count;
  return 0;
}

void ck_narrow_f16(const float *x, uint16_t *out, long count) {
#if defined(__x86_64__)
  narrow_f16c(x, out, count);
#else
  (void)x, (void)out, (void)count;
#endif
}

/// Eight halves at any address.
typedef uint16_t half_lanes __attribute__((vector_size(16), aligned(2), may_alias));

#define INTERLEAVE(A, B, P, Q, R, S) \
  __builtin_shufflevector(A, B, P, 8 + P, Q, 8 + Q, R, 8 + R, S, 8 + S)
#define PAIRS(A, B, P, Q) \
  __builtin_shufflevector(A, B, P, P + 1, 8 + P, 9 + P, Q, Q + 1, 8 + Q, 9 + Q)
#define HALVES(A, B, P) \
  __builtin_shufflevector(A, B, P, P + 1, P + 2, P + 3, 8 + P, 9 + P, 10 + P, 11 + P)

/// Rows become columns.
static inline void transpose_halves(half_lanes x[8]) {
  half_lanes a[8], b[8];
  for (int i = 0; i < 4; i++) {
    a[2 * i] = INTERLEAVE(x[2 * i], x[2 * i + 1], 0, 1, 2, 3);
    a[2 * i + 1] = INTERLEAVE(x[2 * i], x[2 * i + 1], 4, 5, 6, 7);
  }
  for (int i = 0; i < 2; i++) {
    b[4 * i] = PAIRS(a[4 * i], a[4 * i + 2], 0, 2);
    b[4 * i + 1] = PAIRS(a[4 * i], a[4 * i + 2], 4, 6);
    b[4 * i + 2] = PAIRS(a[4 * i + 1], a[4 * i + 3], 0, 2);
    b[4 * i + 3] = PAIRS(a[4 * i + 1], a[4 * i + 3], 4, 6);
  }
  for (int i = 0; i < 4; i++) {
    x[2 * i] = HALVES(b[i], b[4 + i], 0);
    x[2 * i + 1] = HALVES(b[i], b[4 + i], 4);
  }
}

void ck_pack_halves(
    const uint16_t *weight, long rows, long inputs, long taps, long width, uint16_t *out) {
  const long depth = inputs * taps;
  for (long k = 0; k < depth; k += 8) {
    const int some = depth - k < 8 ? (int)(depth - k) : 8;
    // Where each of these values' rows goes: taps are outside, inputs inside.
    uint16_t *to[8];
    for (int c = 0; c < some; c++) to[c] = out + ((k + c) % taps * inputs + (k + c) / taps) * width;
    long o = 0;
    for (; some == 8 && o + 8 <= rows; o += 8) {
      half_lanes x[8];
      for (int r = 0; r < 8; r++) x[r] = *(const half_lanes *)(weight + (o + r) * depth + k);
      transpose_halves(x);
      for (int c = 0; c < 8; c++) *(half_lanes *)(to[c] + o) = x[c];
    }
    for (; o < width; o++)
      for (int c = 0; c < some; c++) to[c][o] = o < rows ? weight[o * depth + k + c] : 0;
  }
}
