#include "CKernels.h"
#include "bf16.h"

// Matrix products with a weight of bfloat16 on the right, summed in float32. The left side is rounded
// while it is brought into the cache.

// Blocks of rows and depth whose rounded left side stays in the second-level cache: at most 370 KB, on the
// stack, with what is taken along.
enum { ROWS = 160, DEPTH = 512 };

int ck_has_bf16(void) {
#if defined(__x86_64__)
  return ck_cpu_level() == CK_CPU_AVX512 && __builtin_cpu_supports("avx512bf16");
#else
  return 0;
#endif
}

CK_KERNEL void ck_pack_bf16(const float *panels, long depth, long padded, uint16_t *out) {
  for (long start = 0; start < padded; start += BF16_PANEL) {
    long width = padded - start < BF16_PANEL ? padded - start : BF16_PANEL;
    const float *from = panels + start * depth;
    uint16_t *restrict to = out + start * even(depth);
    long k = 0;
    for (; k + 2 <= depth; k += 2)
      for (long o = 0; o < width; o++) {
        to[k * width + 2 * o] = nearest_bf16(from[k * width + o]);
        to[k * width + 2 * o + 1] = nearest_bf16(from[(k + 1) * width + o]);
      }
    for (long o = 0; k < depth && o < width; o++) {
      to[k * width + 2 * o] = nearest_bf16(from[k * width + o]);
      to[k * width + 2 * o + 1] = 0;
    }
  }
}

#if defined(__x86_64__)
BF16_TARGET static void product(
    const float *a, long rows, long a_row, const uint16_t *panels, long depth, long columns,
    float *out, long out_row) {
  enum { MOST_DEPTH = DEPTH + DEPTH / 2 + 32 };
  uint16_t left[(ROWS + ROWS / 2) * MOST_DEPTH] __attribute__((aligned(64)));
  for (long r = 0, some; r < rows; r += some) {
    some = next_part(rows - r, ROWS);
    for (long k = 0, count; k < depth; k += count) {
      count = next_part(depth - k, DEPTH);
      // Rows a power of two apart would share the cache's lines.
      long row = even(count) + 32;
      round_rows(a + r * a_row + k, some, a_row, count, 1, left, row);
      for (long n = 0; n < columns; n += BF16_PANEL) {
        long width = columns - n > 16 ? 32 : 16;
        pairs_panel(
            some, left, row, panels + n * even(depth) + k * width, even(count) / 2, columns - n,
            out + r * out_row + n, out_row, k > 0);
      }
    }
  }
}
#endif

void ck_panel_product_bf16(
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
