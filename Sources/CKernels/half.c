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
