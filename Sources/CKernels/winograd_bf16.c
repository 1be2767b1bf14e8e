#include "CKernels.h"
#include "bf16.h"
#include "panels.h"

// Products of Winograd's method in bfloat16, by weights that are transformed panel by panel.

#if defined(__x86_64__)
/// Some of the depth of a panel of floats as pairs, for an even depth: as ck_pack_bf16, by the
/// instruction for it, which takes subnormal numbers for 0 as the products do. ck_pack_bf16 works
/// anywhere and keeps them.
BF16_TARGET static void pack_pairs(const float *panel, long depth, long width, uint16_t *out) {
  // Values of one row and the next take turns.
  static const uint16_t turns[32] = {0,  16, 1,  17, 2,  18, 3,  19, 4,  20, 5,
                                     21, 6,  22, 7,  23, 8,  24, 9,  25, 10, 26,
                                     11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
  const __m512i order = _mm512_loadu_si512(turns);
  for (long k = 0; k < depth; k += 2)
    for (long o = 0; o < width; o += 16) {
      const float *row = panel + k * width + o;
      const __m512bh both =
          _mm512_cvtne2ps_pbh(_mm512_loadu_ps(row + width), _mm512_loadu_ps(row));
      _mm512_storeu_si512(
          out + k * width + 2 * o, _mm512_permutexvar_epi16(order, (__m512i)both));
    }
}

BF16_TARGET static void product(
    int tile, const ck_winograd_panel *panel, const ck_winograd_pairs *tiles, float *scratch,
    float *m, long point) {
  enum { MOST_DEPTH = CK_WINOGRAD_DEPTH + CK_WINOGRAD_DEPTH / 2 };
  uint16_t pairs[MOST_DEPTH * BF16_PANEL] __attribute__((aligned(64)));
  long width = panel->width;
  for (long k = 0, count; k < panel->inputs; k += count) {
    count = next_part(panel->inputs - k, CK_WINOGRAD_DEPTH);
    long part = count * width + 16;
    ck_winograd_part(tile, panel, k * width, count * width, scratch, part);
    for (int p = 0; p < (tile + 2) * (tile + 2); p++) {
      pack_pairs(scratch + p * part, count, width, pairs);
      pairs_panel(
          tiles->count, tiles->v + p * tiles->point + k, tiles->row, pairs, count / 2, width,
          m + p * point, width, k > 0);
    }
  }
}

BF16_TARGET static void round_all(
    const float *x, long rows, long row, long width, uint16_t *out, long out_row) {
  round_rows(x, rows, row, width, 1, out, out_row);
}
#endif

void ck_round_bf16(
    const float *x, long rows, long row, long width, uint16_t *out, long out_row) {
#if defined(__x86_64__)
  round_all(x, rows, row, width, out, out_row);
#else
  (void)x, (void)rows, (void)row, (void)width, (void)out, (void)out_row;
#endif
}

void ck_winograd_product_bf16(
    int tile, const ck_winograd_panel *panel, const ck_winograd_pairs *tiles, float *scratch,
    float *m, long point) {
#if defined(__x86_64__)
  ck_tiles_begin();
  product(tile, panel, tiles, scratch, m, point);
  ck_tiles_end();
#else
  (void)tile, (void)panel, (void)tiles, (void)scratch, (void)m, (void)point;
#endif
}
