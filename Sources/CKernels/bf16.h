#ifndef STEPSCOPE_CKERNELS_BF16_H
#define STEPSCOPE_CKERNELS_BF16_H
#include "common.h"
#include "tiles.h"

// What the kernels with pairs of bfloat16 share. Panels are 32 outputs wide, the last one 16 where that is
// enough; a panel holds the depth in pairs, [pairs][outputs][2], an odd depth filled up with a zero.

/// Outputs of a panel, and rows whose sums fit into the registers with it.
enum { BF16_PANEL = 32, BF16_ROWS = 12 };

CK_INLINE long even(long count) { return (count + 1) & ~1L; }
CK_INLINE long padded_columns(long count) { return (count + 15) & ~15L; }

/// The nearest bfloat16, ties to even; NaN stays NaN.
CK_INLINE uint16_t nearest_bf16(float x) {
  uint32_t bits;
  memcpy(&bits, &x, 4);
  uint32_t rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  uint32_t quiet = (bits >> 16) | 0x40;
  return (uint16_t)((bits & 0x7fffffffu) > 0x7f800000u ? quiet : rounded);
}

#if defined(__x86_64__)
#include <immintrin.h>

#define BF16_TARGET                                                               \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,fma"),     \
                 min_vector_width(512)))
#define BF16_INLINE BF16_TARGET static inline __attribute__((always_inline))
/// The sums stay in registers only when every loop over them is gone.
#define BF16_UNROLLED _Pragma("clang loop unroll(full)")

CK_INLINE uint16_t lanes_mask(long count) {
  return (uint16_t)(count >= 16 ? 0xffff : count > 0 ? (1u << count) - 1 : 0);
}

/// Rows of floats, multiplied by `scale`, as pairs; an odd width is filled up with a zero.
BF16_INLINE void round_rows(
    const float *x, long rows, long row, long width, float scale, uint16_t *out, long out_row) {
  const __m512 factor = _mm512_set1_ps(scale);
  for (long r = 0; r < rows; r++)
    for (long c = 0; c < even(width); c += 16) {
      __m512 values = _mm512_maskz_loadu_ps(lanes_mask(width - c), x + r * row + c);
      __m256i pairs = (__m256i)_mm512_cvtneps_pbh(_mm512_mul_ps(values, factor));
      _mm256_mask_storeu_epi16(out + r * out_row + c, lanes_mask(even(width) - c), pairs);
    }
}

/// rows x (16 * vectors) results of a panel: every pair of the left side meets the panel's row of pairs. Of
/// the last sixteen columns `last` are in the result.
BF16_INLINE void pairs_block(
    const int rows, const int vectors, const uint16_t *a, long a_row, const uint16_t *panel,
    long pairs, float *out, long out_row, long last, int add) {
  __m512 sum[BF16_ROWS][2];
  BF16_UNROLLED for (int r = 0; r < rows; r++)
    BF16_UNROLLED for (int n = 0; n < vectors; n++) sum[r][n] = _mm512_setzero_ps();
  for (long k = 0; k < pairs; k++) {
    __m512bh b[2];
    BF16_UNROLLED for (int n = 0; n < vectors; n++)
      b[n] = (__m512bh)_mm512_loadu_si512(panel + (k * vectors + n) * 32);
    BF16_UNROLLED for (int r = 0; r < rows; r++) {
      int32_t pair;
      memcpy(&pair, a + r * a_row + 2 * k, 4);
      const __m512bh left = (__m512bh)_mm512_set1_epi32(pair);
      BF16_UNROLLED for (int n = 0; n < vectors; n++)
        sum[r][n] = _mm512_dpbf16_ps(sum[r][n], left, b[n]);
    }
  }
  BF16_UNROLLED for (int r = 0; r < rows; r++)
    BF16_UNROLLED for (int n = 0; n < vectors; n++) {
      float *to = out + r * out_row + 16 * n;
      const __mmask16 kept = n < vectors - 1 ? 0xffff : lanes_mask(last);
      __m512 value = sum[r][n];
      if (add) value = _mm512_add_ps(value, _mm512_maskz_loadu_ps(kept, to));
      _mm512_mask_storeu_ps(to, kept, value);
    }
}

#define BF16_REST(COUNT, VECTORS)                                                       \
  case COUNT:                                                                           \
    pairs_block(COUNT, VECTORS, a, a_row, panel, pairs, out, out_row, last, add);       \
    break;

#define BF16_DEFINE_PANEL(NAME, VECTORS)                                                \
  BF16_TARGET static void NAME(                                                         \
      long rows, const uint16_t *a, long a_row, const uint16_t *panel, long pairs,      \
      float *out, long out_row, long last, int add) {                                   \
    for (; rows >= BF16_ROWS; rows -= BF16_ROWS) {                                      \
      pairs_block(BF16_ROWS, VECTORS, a, a_row, panel, pairs, out, out_row, last, add); \
      a += BF16_ROWS * a_row;                                                           \
      out += BF16_ROWS * out_row;                                                       \
    }                                                                                   \
    switch (rows) {                                                                     \
      BF16_REST(11, VECTORS) BF16_REST(10, VECTORS) BF16_REST(9, VECTORS)               \
      BF16_REST(8, VECTORS) BF16_REST(7, VECTORS) BF16_REST(6, VECTORS)                 \
      BF16_REST(5, VECTORS) BF16_REST(4, VECTORS) BF16_REST(3, VECTORS)                 \
      BF16_REST(2, VECTORS) BF16_REST(1, VECTORS)                                       \
      default: break;                                                                   \
    }                                                                                   \
  }

BF16_DEFINE_PANEL(pairs_panel_wide, 2)
BF16_DEFINE_PANEL(pairs_panel_narrow, 1)

/// Rows of pairs with one panel, of which `left` columns and more are in the result; by tiles between
/// ck_tiles_begin and ck_tiles_end.
BF16_INLINE void pairs_panel(
    long rows, const uint16_t *a, long a_row, const uint16_t *panel, long pairs, long left,
    float *out, long out_row, int add) {
  if (ck_tiles_ready) {
    const ck_left side = {.data = a, .row = a_row, .run = rows, .taps = 1};
    ck_tile_panel(
        &side, rows, panel, pairs, left < BF16_PANEL ? left : BF16_PANEL, out, out_row, add);
  } else if (left > 16)
    pairs_panel_wide(
        rows, a, a_row, panel, pairs, out, out_row, left >= 32 ? 16 : left - 16, add);
  else pairs_panel_narrow(rows, a, a_row, panel, pairs, out, out_row, left, add);
}
#endif
#endif
