#include "CKernels.h"
#include "common.h"
#include "panels.h"

// Matrix products with a weight on the right. The weight lies in panels as wide as the registers hold,
// made once a layer, so that nothing is packed at run time and the left side is read where it lies.

// Blocks of rows and depth whose parts of both sides stay in the second-level cache.
enum { ROWS = 240, DEPTH = 1024 };
// The depth of halves widened at a time, on the stack: at most 96 KB with what is taken along.
enum { HALF_DEPTH = 512 };

void ck_pack_weight(
    const float *weight, long outputs, long inputs, long taps, long panel, long padded, float *out) {
  long depth = inputs * taps;
  for (long start = 0; start < padded; start += panel) {
    long width = padded - start < panel ? padded - start : panel;
    long end = outputs - start < width ? outputs - start : width;
    float *to = out + start * depth;
    for (long i = 0; i < inputs; i++)
      for (long t = 0; t < taps; t++) {
        float *row = to + (t * inputs + i) * width;
        for (long o = 0; o < end; o++) row[o] = weight[((start + o) * inputs + i) * taps + t];
        for (long o = end; o < width; o++) row[o] = 0;
      }
  }
}

#if defined(__x86_64__)
enum { MOST_ROWS = 12 };

/// The sums stay in registers only when every loop over them is gone.
#define UNROLLED _Pragma("clang loop unroll(full)")

/// rows x (16 * VECTORS) results of a panel: every value of the left side meets the panel's row. Of the
/// last sixteen columns `last` are in the result.
#define DEFINE_BLOCK(NAME, TARGET, VECTORS)                                                    \
  TARGET static inline __attribute__((always_inline)) void NAME(                              \
      const int rows, const float *a, long a_row, const float *panel, long depth, float *out, \
      long out_row, long last, int add) {                                                      \
    ck_lanes sum[MOST_ROWS][VECTORS] = {0};                                                    \
    for (long k = 0; k < depth; k++) {                                                         \
      ck_lanes b[VECTORS];                                                                     \
      UNROLLED for (int n = 0; n < VECTORS; n++)                                               \
        b[n] = *(const ck_lanes *)(panel + (k * VECTORS + n) * 16);                            \
      UNROLLED for (int r = 0; r < rows; r++)                                                  \
        UNROLLED for (int n = 0; n < VECTORS; n++) sum[r][n] += b[n] * a[r * a_row + k];       \
    }                                                                                          \
    UNROLLED for (int r = 0; r < rows; r++)                                                    \
      UNROLLED for (int n = 0; n < VECTORS; n++) {                                             \
        float *to = out + r * out_row + 16 * n;                                                \
        if (n < VECTORS - 1 || last == 16) {                                                   \
          *(ck_lanes *)to = add ? sum[r][n] + *(ck_lanes *)to : sum[r][n];                     \
        } else {                                                                               \
          ck_lanes value = {0};                                                                \
          if (add) memcpy(&value, to, (size_t)last * sizeof(float));                           \
          value += sum[r][n];                                                                  \
          memcpy(to, &value, (size_t)last * sizeof(float));                                    \
        }                                                                                      \
      }                                                                                        \
  }

#define REST(BLOCK, COUNT, STEP)                                                               \
  case COUNT:                                                                                  \
    BLOCK(COUNT < STEP ? COUNT : STEP, a, a_row, panel, depth, out, out_row, last, add);       \
    break;

/// All rows of a panel, `STEP` at a time, and the rest in one block of its own size.
#define DEFINE_PANEL(NAME, BLOCK, TARGET, STEP)                                                \
  TARGET static void NAME(                                                                     \
      long rows, const float *a, long a_row, const float *panel, long depth, float *out,       \
      long out_row, long last, int add) {                                                      \
    for (; rows >= STEP; rows -= STEP, a += STEP * a_row, out += STEP * out_row)               \
      BLOCK(STEP, a, a_row, panel, depth, out, out_row, last, add);                            \
    switch (rows) {                                                                            \
      REST(BLOCK, 11, STEP) REST(BLOCK, 10, STEP) REST(BLOCK, 9, STEP) REST(BLOCK, 8, STEP)    \
      REST(BLOCK, 7, STEP) REST(BLOCK, 6, STEP) REST(BLOCK, 5, STEP) REST(BLOCK, 4, STEP)      \
      REST(BLOCK, 3, STEP) REST(BLOCK, 2, STEP) REST(BLOCK, 1, STEP)                           \
      default: break;                                                                          \
    }                                                                                          \
  }

DEFINE_BLOCK(block_wide, CK_PANEL_AVX512, 2)
DEFINE_BLOCK(block_narrow, CK_PANEL_AVX512, 1)
DEFINE_BLOCK(block_avx2, CK_PANEL_AVX2, 1)
DEFINE_PANEL(panel_wide, block_wide, CK_PANEL_AVX512, 12)
DEFINE_PANEL(panel_narrow, block_narrow, CK_PANEL_AVX512, 12)
DEFINE_PANEL(panel_avx2, block_avx2, CK_PANEL_AVX2, 6)

void ck_panel_part(
    int panel, const float *a, long rows, long a_row, const float *part, long count, long left,
    float *out, long out_row, int add) {
  long width = left > 16 && panel == 32 ? 32 : 16;
  long last = left >= width ? 16 : left - (width - 16);
  if (panel == 16) panel_avx2(rows, a, a_row, part, count, out, out_row, last, add);
  else if (width == 32) panel_wide(rows, a, a_row, part, count, out, out_row, last, add);
  else panel_narrow(rows, a, a_row, part, count, out, out_row, last, add);
}

/// Columns of a panel as it lies in memory.
static long panel_columns(int panel, long left) { return left > 16 && panel == 32 ? 32 : 16; }

#endif

int ck_panel_width(void) {
  switch (ck_cpu_level()) {
    case CK_CPU_AVX512: return 32;
    case CK_CPU_AVX2: return 16;
    default: return 0;
  }
}

void ck_panel_product(
    int panel, const float *a, long rows, long a_row, const float *panels, long depth,
    long columns, float *out, long out_row) {
#if defined(__x86_64__)
  for (long r = 0, some; r < rows; r += some) {
    some = next_part(rows - r, ROWS);
    for (long k = 0, count; k < depth; k += count) {
      count = next_part(depth - k, DEPTH);
      for (long n = 0; n < columns; n += panel)
        ck_panel_part(
            panel, a + r * a_row + k, some, a_row,
            panels + n * depth + k * panel_columns(panel, columns - n), count, columns - n,
            out + r * out_row + n, out_row, k > 0);
    }
  }
#else
  (void)panel, (void)a, (void)rows, (void)a_row, (void)panels, (void)depth, (void)columns;
  (void)out, (void)out_row;
#endif
}

void ck_panel_product_f16(
    int panel, const float *a, long rows, long a_row, const uint16_t *panels, long depth,
    long columns, float *out, long out_row) {
#if defined(__x86_64__)
  float part[(HALF_DEPTH + HALF_DEPTH / 2) * 32] __attribute__((aligned(64)));
  for (long r = 0, some; r < rows; r += some) {
    some = next_part(rows - r, ROWS);
    for (long k = 0, count; k < depth; k += count) {
      count = next_part(depth - k, HALF_DEPTH);
      for (long n = 0; n < columns; n += panel) {
        long width = panel_columns(panel, columns - n);
        stepscope_widen_f16(panels + n * depth + k * width, part, (size_t)(count * width));
        ck_panel_part(
            panel, a + r * a_row + k, some, a_row, part, count, columns - n,
            out + r * out_row + n, out_row, k > 0);
      }
    }
  }
#else
  (void)panel, (void)a, (void)rows, (void)a_row, (void)panels, (void)depth, (void)columns;
  (void)out, (void)out_row;
#endif
}
