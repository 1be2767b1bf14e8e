#include "CKernels.h"
#include "common.h"

// The products between Winograd's transforms. The weights lie in panels as wide as the registers hold,
// made once a layer, so that nothing is packed at run time and the left side is read where it lies.

#if defined(__x86_64__)
#define MOST_ROWS 12

/// rows x (16 * VECTORS) results of a panel: every value of the left side meets the panel's row.
#define DEFINE_BLOCK(NAME, TARGET, VECTORS)                                                    \
  TARGET static inline __attribute__((always_inline)) void NAME(                              \
      const int rows, const float *a, long a_row, const float *panel, long depth, float *out, \
      long out_row) {                                                                          \
    ck_lanes sum[MOST_ROWS][VECTORS] = {0};                                                    \
    for (long k = 0; k < depth; k++) {                                                         \
      ck_lanes b[VECTORS];                                                                     \
      for (int n = 0; n < VECTORS; n++)                                                        \
        b[n] = *(const ck_lanes *)(panel + (k * VECTORS + n) * 16);                            \
      for (int r = 0; r < rows; r++)                                                           \
        for (int n = 0; n < VECTORS; n++) sum[r][n] += b[n] * a[r * a_row + k];                \
    }                                                                                          \
    for (int r = 0; r < rows; r++)                                                             \
      for (int n = 0; n < VECTORS; n++) *(ck_lanes *)(out + r * out_row + 16 * n) = sum[r][n]; \
  }

/// All rows of a panel, `STEP` at a time, and the rest in one block of its own size.
#define DEFINE_PANEL(NAME, BLOCK, TARGET, STEP)                                                \
  TARGET static void NAME(                                                                     \
      long rows, const float *a, long a_row, const float *panel, long depth, float *out,       \
      long out_row) {                                                                          \
    for (; rows >= STEP; rows -= STEP, a += STEP * a_row, out += STEP * out_row)               \
      BLOCK(STEP, a, a_row, panel, depth, out, out_row);                                       \
    switch (rows) {                                                                            \
      case 11: BLOCK(11 < STEP ? 11 : STEP, a, a_row, panel, depth, out, out_row); break;      \
      case 10: BLOCK(10 < STEP ? 10 : STEP, a, a_row, panel, depth, out, out_row); break;      \
      case 9: BLOCK(9 < STEP ? 9 : STEP, a, a_row, panel, depth, out, out_row); break;         \
      case 8: BLOCK(8 < STEP ? 8 : STEP, a, a_row, panel, depth, out, out_row); break;         \
      case 7: BLOCK(7 < STEP ? 7 : STEP, a, a_row, panel, depth, out, out_row); break;         \
      case 6: BLOCK(6 < STEP ? 6 : STEP, a, a_row, panel, depth, out, out_row); break;         \
      case 5: BLOCK(5, a, a_row, panel, depth, out, out_row); break;                           \
      case 4: BLOCK(4, a, a_row, panel, depth, out, out_row); break;                           \
      case 3: BLOCK(3, a, a_row, panel, depth, out, out_row); break;                           \
      case 2: BLOCK(2, a, a_row, panel, depth, out, out_row); break;                           \
      case 1: BLOCK(1, a, a_row, panel, depth, out, out_row); break;                           \
      default: break;                                                                          \
    }                                                                                          \
  }

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"), min_vector_width(512)))
#define AVX2 __attribute__((target("avx2,fma")))
DEFINE_BLOCK(block_wide, AVX512, 2)
DEFINE_BLOCK(block_narrow, AVX512, 1)
DEFINE_BLOCK(block_avx2, AVX2, 1)
DEFINE_PANEL(panel_wide, block_wide, AVX512, 12)
DEFINE_PANEL(panel_narrow, block_narrow, AVX512, 12)
DEFINE_PANEL(panel_avx2, block_avx2, AVX2, 6)
#endif

int ck_panel_width(void) {
  switch (ck_cpu_level()) {
    case CK_CPU_AVX512: return 32;
    case CK_CPU_AVX2: return 16;
    default: return 0;
  }
}

void ck_panel_product(
    const float *a, long rows, long a_row, const float *panels, long depth, long columns,
    float *out, long out_row) {
#if defined(__x86_64__)
  int wide = ck_cpu_level() == CK_CPU_AVX512;
  for (long n = 0; n < columns;) {
    const float *panel = panels + n * depth;
    if (wide && columns - n >= 32) {
      panel_wide(rows, a, a_row, panel, depth, out + n, out_row);
      n += 32;
    } else {
      if (wide) panel_narrow(rows, a, a_row, panel, depth, out + n, out_row);
      else panel_avx2(rows, a, a_row, panel, depth, out + n, out_row);
      n += 16;
    }
  }
#else
  (void)a, (void)rows, (void)a_row, (void)panels, (void)depth, (void)columns, (void)out, (void)out_row;
#endif
}
