#include "CKernels.h"
#include "common.h"

CK_KERNEL void ck_silu(float *x, long count) {
  for (long i = 0; i < count; i++) x[i] = ck_silu1(x[i]);
}

CK_KERNEL void ck_relu(float *x, long count) {
  for (long i = 0; i < count; i++) x[i] = x[i] > 0.0f ? x[i] : 0.0f;
}

CK_KERNEL void ck_gelu(float *x, long count) {
  for (long i = 0; i < count; i++) x[i] = ck_gelu1(x[i]);
}

CK_KERNEL void ck_quick_gelu(float *x, long count) {
  for (long i = 0; i < count; i++) x[i] = x[i] / (1.0f + ck_exp(-1.702f * x[i]));
}

CK_KERNEL void ck_geglu(const float *in, long rows, long channels, float *out) {
  for (long r = 0; r < rows; r++) {
    const float *restrict value = in + r * 2 * channels;
    const float *restrict gate = value + channels;
    float *restrict o = out + r * channels;
    for (long c = 0; c < channels; c++) o[c] = value[c] * ck_gelu1(gate[c]);
  }
}

CK_KERNEL long ck_count_nonfinite(const float *x, long count) {
  long found = 0;
  for (long i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, x + i, 4);
    found += (bits & 0x7f800000u) == 0x7f800000u;
  }
  return found;
}

CK_KERNEL float ck_largest(const float *x, long count) {
  // Of the bits without the sign, which are ordered as the numbers are; NaN is larger than infinity.
  uint32_t most = 0;
  for (long i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, x + i, 4);
    bits &= 0x7fffffffu;
    most = bits > most ? bits : most;
  }
  float value;
  memcpy(&value, &most, 4);
  return value;
}

CK_KERNEL void ck_epilogue(
    float *restrict out, long rows, long row, long channels, const float *restrict bias,
    const float *restrict channel_bias, const float *restrict residual, float scale) {
  for (long r = 0; r < rows; r++) {
    float *restrict o = out + r * row;
    const float *restrict s = residual + (residual ? r * row : 0);
    if (bias && residual && !channel_bias) {
      for (long c = 0; c < channels; c++) o[c] = (o[c] + bias[c] + s[c]) * scale;
      continue;
    }
    if (bias)
      for (long c = 0; c < channels; c++) o[c] += bias[c];
    if (channel_bias)
      for (long c = 0; c < channels; c++) o[c] += channel_bias[c];
    if (residual)
      for (long c = 0; c < channels; c++) o[c] += s[c];
    if (scale != 1.0f)
      for (long c = 0; c < channels; c++) o[c] *= scale;
  }
}

CK_KERNEL void ck_to_channels_last(
    const float *in, long pixels, long channels, long stride, float *out) {
  // Blocks of pixels keep both sides in the cache.
  for (long start = 0; start < pixels; start += 16) {
    long end = start + 16 < pixels ? start + 16 : pixels;
    for (long c = 0; c < channels; c++)
      for (long p = start; p < end; p++) out[p * channels + c] = in[c * stride + p];
  }
}

CK_KERNEL void ck_to_channels_first(
    const float *in, long pixels, long channels, long stride, float *out) {
  for (long start = 0; start < pixels; start += 16) {
    long end = start + 16 < pixels ? start + 16 : pixels;
    for (long c = 0; c < channels; c++)
      for (long p = start; p < end; p++) out[c * stride + p] = in[p * channels + c];
  }
}

void ck_concatenate(
    const float *a, long a_channels, const float *b, long b_channels, long rows, float *out) {
  for (long r = 0; r < rows; r++) {
    memcpy(out, a + r * a_channels, (size_t)a_channels * sizeof(float));
    memcpy(out + a_channels, b + r * b_channels, (size_t)b_channels * sizeof(float));
    out += a_channels + b_channels;
  }
}
