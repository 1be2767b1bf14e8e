#include "CKernels.h"
#include "common.h"

CK_INLINE float row_maximum(const float *x, long count) {
  // Sixteen running maxima: without relaxed arithmetic the compiler does not split one.
  float lanes[16];
  for (int k = 0; k < 16; k++) lanes[k] = -INFINITY;
  long i = 0;
  for (; i + 16 <= count; i += 16)
    for (int k = 0; k < 16; k++) lanes[k] = x[i + k] > lanes[k] ? x[i + k] : lanes[k];
  float best = -INFINITY;
  for (; i < count; i++) best = x[i] > best ? x[i] : best;
  for (int k = 0; k < 16; k++) best = lanes[k] > best ? lanes[k] : best;
  return best;
}

CK_INLINE float exponentials(float *x, long count, float maximum) {
  float lanes[16] = {0};
  long i = 0;
  for (; i + 16 <= count; i += 16)
    for (int k = 0; k < 16; k++) {
      float e = ck_exp(x[i + k] - maximum);
      x[i + k] = e;
      lanes[k] += e;
    }
  float sum = 0;
  for (; i < count; i++) {
    x[i] = ck_exp(x[i] - maximum);
    sum += x[i];
  }
  for (int k = 0; k < 16; k++) sum += lanes[k];
  return sum;
}

CK_KERNEL void ck_softmax_block(
    float *scores, long rows, long keys, long ld, long valid, int causal, float *maximum,
    float *total, float *output, long output_ld, long width) {
  for (long r = 0; r < rows; r++) {
    float *row = scores + r * ld;
    long count = causal ? valid + r : valid;
    if (count < 0) count = 0;
    if (count > keys) count = keys;
    memset(row + count, 0, (size_t)(keys - count) * sizeof(float));
    if (count == 0) continue;
    float best = row_maximum(row, count);
    if (best < maximum[r]) best = maximum[r];
    float sum = exponentials(row, count, best);
    float factor = ck_exp(maximum[r] - best);
    total[r] = total[r] * factor + sum;
    if (best != maximum[r]) {
      float *restrict o = output + r * output_ld;
      for (long c = 0; c < width; c++) o[c] *= factor;
      maximum[r] = best;
    }
  }
}

CK_KERNEL void ck_divide_rows(
    float *output, long rows, long ld, long width, const float *total) {
  for (long r = 0; r < rows; r++) {
    float factor = 1.0f / total[r];
    for (long c = 0; c < width; c++) output[r * ld + c] *= factor;
  }
}
