#ifndef STEPSCOPE_CKERNELS_COMMON_H
#define STEPSCOPE_CKERNELS_COMMON_H
#include <math.h>
#include <stdint.h>
#include <string.h>

// One source, compiled for each level of x86-64 and chosen when the program starts. Without the
// minimum width the compiler splits 64-byte vectors in halves. CK_SINGLE_TARGET leaves the level to the
// compiler's flags, so that instructions can be counted on any machine.
#if defined(__x86_64__) && defined(__linux__) && !defined(CK_SINGLE_TARGET)
#define CK_KERNEL                                                               \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"))) \
  __attribute__((min_vector_width(512)))
#else
#define CK_KERNEL
#endif
#define CK_INLINE static inline __attribute__((always_inline))

/// Sixteen floats at any address.
typedef float ck_lanes __attribute__((vector_size(64), aligned(4), may_alias));

/// How much of a length is next: what would remain as a sliver is taken along.
CK_INLINE long next_part(long left, long most) { return left < most + most / 2 ? left : most; }

/// e^x: x = n ln 2 + r, a polynomial in r fitted to a relative error of 3e-9, n into the exponent.
/// Saturates at the ends of the normal range instead of reaching infinity or zero; NaN stays NaN.
CK_INLINE float ck_exp(float x) {
  x = x > 88.3f ? 88.3f : x;
  x = x < -87.3f ? -87.3f : x;
  // Adding 1.5 * 2^23 rounds to a whole number and leaves it in the low bits.
  float shifted = x * 1.44269504f + 12582912.0f;
  float n = shifted - 12582912.0f;
  float r = x - n * 0.693145752f;
  r = r - n * 1.42860677e-6f;
  float p = 1.3950488e-3f;
  p = p * r + 8.3688879e-3f;
  p = p * r + 4.1666206e-2f;
  p = p * r + 1.66665182e-1f;
  p = p * r + 0.5f;
  p = p * (r * r) + r + 1.0f;
  int32_t bits;
  memcpy(&bits, &shifted, 4);
  bits = (bits + 127) << 23;
  float power;
  memcpy(&power, &bits, 4);
  return p * power;
}

/// erf(x): an odd polynomial up to 1, beyond it 1 - e^-q(|x|); fitted to 1e-9.
CK_INLINE float ck_erf(float x) {
  float t = fabsf(x);
  float s = x * x;
  float small = 7.8539073e-5f;
  small = small * s - 8.01020884e-4f;
  small = small * s + 5.18832961e-3f;
  small = small * s - 2.68538129e-2f;
  small = small * s + 1.12835854e-1f;
  small = small * s - 3.7612626e-1f;
  small = small * s + 1.28379166e-1f;
  small = small * x + x;
  float u = t > 4.0f ? 4.0f : t;
  float q = -1.86379257e-4f;
  q = q * u + 2.9476589e-3f;
  q = q * u - 2.18380671e-2f;
  q = q * u + 1.03106759e-1f;
  q = q * u + 6.38144851e-1f;
  q = q * u + 1.12708914f;
  q = q * u + 3.4152230e-4f;
  float large = copysignf(1.0f - ck_exp(-q), x);
  return t > 1.0f ? large : small;
}

CK_INLINE float ck_silu1(float x) { return x / (1.0f + ck_exp(-x)); }
CK_INLINE float ck_gelu1(float x) { return 0.5f * x * (1.0f + ck_erf(x * 0.70710678118654752f)); }
#endif
