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
