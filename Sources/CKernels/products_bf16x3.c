#include "CKernels.h"
#include "bf16.h"

// Products of numbers that are split into two bfloat16 each, high + low, summed in float32:
// high * high + high * low + low * high. What is left out, low * low, is at most 2^-16 of a product, as is what
// the two of a number leave of it; halves are split without a rest.

// Blocks as in products_bf16.c; both parts of the left side are on the stack, at most 440 KB of them.
enum { ROWS = 96, DEPTH = 512 };

CK_INLINE float widened(uint16_t x) {
  uint32_t bits = (uint32_t)x << 16;
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

CK_KERNEL void ck_pack_bf16x3(const float *panels, long depth, long padded, uint16_t *out) {
  static const float nothing[BF16_PANEL];
  for (long start = 0; start < padded; start += BF16_PANEL) {
    long width = padded - start < BF16_PANEL ? padded - start : BF16_PANEL;
    const float *from = panels + start * depth;
    uint16_t *restrict high = out + 2 * start * even(depth);
    uint16_t *restrict low = high + width * even(depth);
    for (long k = 0; k < depth; k += 2) {
      const float *pair[2] = {from + k * width, k + 1 < depth ? from + (k + 1) * width : nothing};
      for (int i = 0; i < 2; i++)
        for (long o = 0; o < width; o++) {
          long at = k * width + 2 * o + i;
          high[at] = nearest_bf16(pair[i][o]);
          low[at] = nearest_bf16(pair[i][o] - widened(high[at]));
        }
    }
  }
}

#if defined(__x86_64__)
/// Rows of floats as pairs of their high and their low parts; an odd width is filled up with a zero.
BF16_INLINE void split_rows(
    const float *x, long rows, long row, long width, uint16_t *high, uint16_t *low, long out_row) {
  for (long r = 0; r < rows; r++)
    for (long c = 0; c < even(width); c += 16) {
      const __mmask16 kept = lanes_mask(even(width) - c);
      const __m512 values = _mm512_maskz_loadu_ps(lanes_mask(width - c), x + r * row + c);
      const __m256i first = (__m256i)_mm512_cvtneps_pbh(values);
      const __m512 wide =
          _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(first), 16));
      const __m256i second = (__m256i)_mm512_cvtneps_pbh(_mm512_sub_ps(values, wide));
      _mm256_mask_storeu_epi16(high + r * out_row + c, kept, first);
      _mm256_mask_storeu_epi16(low + r * out_row + c, kept, second);
    }
}

BF16_TARGET static void product(
    const float *a, long rows, long a_row, const uint16_t *panels, long depth, long columns,
    float *out, long out_row) {
  enum { MOST_DEPTH = DEPTH + DEPTH / 2 + 32, MOST_ROWS = ROWS + ROWS / 2 };
  uint16_t high[MOST_ROWS * MOST_DEPTH] __attribute__((aligned(64)));
  uint16_t low[MOST_ROWS * MOST_DEPTH] __attribute__((aligned(64)));
  for (long r = 0, some; r < rows; r += some) {
    some = next_part(rows - r, ROWS);
    for (long k = 0, count; k < depth; k += count) {
      count = next_part(depth - k, DEPTH);
      // Rows a power of two apart would share the cache's lines.
      long row = even(count) + 32;
      split_rows(a + r * a_row + k, some, a_row, count, high, low, row);
      for (long n = 0; n < columns; n += BF16_PANEL) {
        long width = columns - n > 16 ? 32 : 16, left = columns - n, pairs = even(count) / 2;
        const uint16_t *wide = panels + 2 * n * even(depth) + k * width;
        const uint16_t *rest = wide + width * even(depth);
        float *to = out + r * out_row + n;
        // Each sum is made by itself, the small ones first.
        pairs_panel(some, high, row, rest, pairs, left, to, out_row, k > 0);
        pairs_panel(some, low, row, wide, pairs, left, to, out_row, 1);
        pairs_panel(some, high, row, wide, pairs, left, to, out_row, 1);
      }
    }
  }
}
#endif

void ck_panel_product_bf16x3(
    const float *a, long rows, long a_row, const uint16_t *panels, long depth, long columns,
    float *out, long out_row) {
#if defined(__x86_64__)
  ck_tiles_begin();
  product(a, rows, a_row, panels, depth, columns, out, out_row);
  ck_tiles_end();
#else
  (void)a, (void)rows, (void)a_row, (void)panels, (void)depth, (void)columns, (void)out;
  (void)out_row;
#endif
}
