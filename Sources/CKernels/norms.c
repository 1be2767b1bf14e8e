#include "CKernels.h"
#include "common.h"

CK_KERNEL void ck_channel_sums(
    const float *x, long rows, long channels, double *restrict sums, double *restrict squares) {
  for (long r = 0; r < rows; r++) {
    const float *restrict row = x + r * channels;
    for (long c = 0; c < channels; c++) {
      double value = row[c];
      sums[c] += value;
      squares[c] += value * value;
    }
  }
}

CK_KERNEL void ck_normalise(
    const float *x, long rows, long channels, const float *restrict gain,
    const float *restrict shift, int silu, float *out) {
  for (long r = 0; r < rows; r++) {
    const float *in = x + r * channels;
    float *o = out + r * channels;
    if (silu)
      for (long c = 0; c < channels; c++) o[c] = ck_silu1(in[c] * gain[c] + shift[c]);
    else
      for (long c = 0; c < channels; c++) o[c] = in[c] * gain[c] + shift[c];
  }
}

CK_KERNEL void ck_layer_norm(
    const float *x, long rows, long channels, const float *restrict weight,
    const float *restrict bias, float eps, float *out) {
  for (long r = 0; r < rows; r++) {
    const float *in = x + r * channels;
    float *o = out + r * channels;
    // Eight partial sums: the compiler does not reorder one.
    double sums[8] = {0}, squares[8] = {0};
    long c = 0;
    for (; c + 8 <= channels; c += 8)
      for (int k = 0; k < 8; k++) sums[k] += in[c + k];
    for (; c < channels; c++) sums[0] += in[c];
    double sum = 0;
    for (int k = 0; k < 8; k++) sum += sums[k];
    double mean = sum / (double)channels;
    c = 0;
    for (; c + 8 <= channels; c += 8)
      for (int k = 0; k < 8; k++) {
        double d = in[c + k] - mean;
        squares[k] += d * d;
      }
    for (; c < channels; c++) {
      double d = in[c] - mean;
      squares[0] += d * d;
    }
    double variance = 0;
    for (int k = 0; k < 8; k++) variance += squares[k];
    float factor = (float)(1.0 / sqrt(variance / (double)channels + eps));
    float centre = (float)mean;
    for (c = 0; c < channels; c++) o[c] = (in[c] - centre) * factor * weight[c] + bias[c];
  }
}
