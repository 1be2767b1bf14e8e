#ifndef STEPSCOPE_CKERNELS_PANELS_H
#define STEPSCOPE_CKERNELS_PANELS_H
#include "common.h"

// What the kernels share that multiply by panels of a weight, on processors that have kernels for them.

#define CK_PANEL_AVX512                                                              \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"), min_vector_width(512)))
#define CK_PANEL_AVX2 __attribute__((target("avx2,fma,f16c")))

/// out[rows][columns] = a[rows][count] * part, or added to it: of a panel of 32 or 16 outputs some of the depth, of
/// which `left` columns and more are in the result.
void ck_panel_part(
    int panel, const float *a, long rows, long a_row, const float *part, long count, long left,
    float *out, long out_row, int add);
#endif
