#include "CKernels.h"
#include "common.h"
#include "panels.h"

// Winograd's minimal filtering: weights, whole or as they are multiplied. The points are those of winograd.c.

#define F4_WEIGHT(T, g0, g1, g2, u, step)             \
  do {                                                \
    T a = g0 * (float)(-1 / 1.8984375) + g2 * (float)(-0.5625 / 1.8984375); \
    T b = g1 * (float)(-0.75 / 1.8984375);            \
    T c = g0 * (float)(1 / 7.59375) + g2 * (float)(2.25 / 7.59375); \
    T d = g1 * (float)(1.5 / 7.59375);                \
    (u)[0 * step] = g0 * (float)(1 / 1.265625);       \
    (u)[1 * step] = a + b;                            \
    (u)[2 * step] = a - b;                            \
    (u)[3 * step] = c + d;                            \
    (u)[4 * step] = c - d;                            \
    (u)[5 * step] = g2;                               \
  } while (0)

#define F2_WEIGHT(T, g0, g1, g2, u, step) \
  do {                                    \
    T a = (g0 + g2) * 0.5f, b = g1 * 0.5f; \
    (u)[0 * step] = g0;                   \
    (u)[1 * step] = a + b;                \
    (u)[2 * step] = a - b;                \
    (u)[3 * step] = g2;                   \
  } while (0)

// The transforms of the nine taps of one T.
#define DEFINE_WEIGHT(T, NAME)                                                                 \
  CK_INLINE void f4_weight_##NAME(const T *g, float *u, long point) {                          \
    T t[18], out[6];                                                                           \
    for (int x = 0; x < 3; x++) F4_WEIGHT(T, g[x], g[3 + x], g[6 + x], t + x, 3);              \
    for (int y = 0; y < 6; y++) {                                                              \
      F4_WEIGHT(T, t[3 * y], t[3 * y + 1], t[3 * y + 2], out, 1);                              \
      for (int x = 0; x < 6; x++) *(T *)(u + (6 * y + x) * point) = out[x];                    \
    }                                                                                          \
  }                                                                                            \
  CK_INLINE void f2_weight_##NAME(const T *g, float *u, long point) {                          \
    T t[12], out[4];                                                                           \
    for (int x = 0; x < 3; x++) F2_WEIGHT(T, g[x], g[3 + x], g[6 + x], t + x, 3);              \
    for (int y = 0; y < 4; y++) {                                                              \
      F2_WEIGHT(T, t[3 * y], t[3 * y + 1], t[3 * y + 2], out, 1);                              \
      for (int x = 0; x < 4; x++) *(T *)(u + (4 * y + x) * point) = out[x];                    \
    }                                                                                          \
  }                                                                                            \
  CK_INLINE void weight_##NAME(int tile, const T *g, float *u, long point) {                   \
    if (tile == 4) f4_weight_##NAME(g, u, point);                                              \
    else f2_weight_##NAME(g, u, point);                                                        \
  }

DEFINE_WEIGHT(ck_lanes, lanes)
DEFINE_WEIGHT(float, one)

CK_KERNEL void ck_winograd_weight(
    int tile, const float *packed, long inputs, long panel, long padded, long first, long last,
    float *u, long point) {
  for (long start = 0; start < padded; start += panel) {
    long width = padded - start < panel ? padded - start : panel;
    long tap = inputs * width;
    const float *g = packed + start * 9 * inputs;
    float *out = u + start * inputs;
    long i = first * width;
    for (; i + 16 <= last * width; i += 16) {
      ck_lanes taps[9];
      for (int t = 0; t < 9; t++) taps[t] = *(const ck_lanes *)(g + t * tap + i);
      weight_lanes(tile, taps, out + i, point);
    }
    for (; i < last * width; i++) {
      float taps[9];
      for (int t = 0; t < 9; t++) taps[t] = g[t * tap + i];
      weight_one(tile, taps, out + i, point);
    }
  }
}

#if defined(__x86_64__)
#include <immintrin.h>

CK_PANEL_AVX512 CK_INLINE void widen_avx512(const uint16_t *halves, ck_lanes *to) {
  *to = (ck_lanes)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)halves));
}

CK_PANEL_AVX2 CK_INLINE void widen_avx2(const uint16_t *halves, ck_lanes *to) {
  __m256 *parts = (__m256 *)to;
  parts[0] = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)halves));
  parts[1] = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(halves + 8)));
}

#define DEFINE_PART(NAME, TARGET, WIDEN)                                                       \
  TARGET static void NAME(                                                                     \
      int tile, const ck_winograd_panel *panel, long first, long count, float *u, long point) { \
    long tap = panel->inputs * panel->width;                                                   \
    for (long i = 0; i < count; i += 16) {                                                     \
      ck_lanes taps[9];                                                                        \
      for (int t = 0; t < 9; t++) {                                                            \
        long at = t * tap + first + i;                                                         \
        if (panel->halves) WIDEN(panel->halves + at, taps + t);                                \
        else taps[t] = *(const ck_lanes *)(panel->floats + at);                                \
      }                                                                                        \
      weight_lanes(tile, taps, u + i, point);                                                  \
    }                                                                                          \
  }

DEFINE_PART(part_avx512, CK_PANEL_AVX512, widen_avx512)
DEFINE_PART(part_avx2, CK_PANEL_AVX2, widen_avx2)
#endif

void ck_winograd_part(
    int tile, const ck_winograd_panel *panel, long first, long count, float *u, long point) {
#if defined(__x86_64__)
  if (ck_cpu_level() == CK_CPU_AVX512) part_avx512(tile, panel, first, count, u, point);
  else part_avx2(tile, panel, first, count, u, point);
#else
  (void)tile, (void)panel, (void)first, (void)count, (void)u, (void)point;
#endif
}

void ck_winograd_product(
    int tile, const ck_winograd_panel *panel, const ck_winograd_tiles *tiles, float *scratch,
    float *m, long point) {
#if defined(__x86_64__)
  int points = (tile + 2) * (tile + 2);
  long width = panel->width;
  for (long k = 0, count; k < panel->inputs; k += count) {
    count = next_part(panel->inputs - k, CK_WINOGRAD_DEPTH);
    // Not a power of two, which would put all points into the same lines of the cache.
    long part = count * width + 16;
    ck_winograd_part(tile, panel, k * width, count * width, scratch, part);
    for (int p = 0; p < points; p++)
      ck_panel_part(
          ck_panel_width(), tiles->v + p * tiles->point + k, tiles->count, tiles->row,
          scratch + p * part, count, width, m + p * point, width, k > 0);
  }
#else
  (void)tile, (void)panel, (void)tiles, (void)scratch, (void)m, (void)point;
#endif
}
