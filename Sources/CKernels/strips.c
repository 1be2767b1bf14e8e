#include "CKernels.h"
#include "common.h"

CK_INLINE void stage_pixel(const ck_image *image, const float *from, float *to) {
  long channels = image->channels;
  if (!image->gain) {
    memcpy(to, from, (size_t)channels * sizeof(float));
    return;
  }
  const float *restrict gain = image->gain, *restrict shift = image->shift;
  for (long c = 0; c < channels; c++) to[c] = ck_silu1(from[c] * gain[c] + shift[c]);
}

/// Pixels `first` to `last` of a row whose pixel 0 lies at `x` of the image.
CK_INLINE void stage_inside(
    const ck_image *image, const float *base, long x, long first, long last, float *out) {
  long channels = image->channels;
  if (image->virtual_width != image->width)
    for (long c = first; c < last; c++)
      stage_pixel(
          image, base + (x + c) * image->width / image->virtual_width * channels,
          out + c * channels);
  else if (image->gain)
    for (long c = first; c < last; c++)
      stage_pixel(image, base + (x + c) * channels, out + c * channels);
  else
    memcpy(
        out + first * channels, base + (x + first) * channels,
        (size_t)((last - first) * channels) * sizeof(float));
}

CK_INLINE void stage_row(const ck_image *image, long row, long x, long columns, float *out) {
  long channels = image->channels;
  long first = x < 0 ? -x : 0;
  if (first > columns) first = columns;
  long last = image->virtual_width - x;
  if (last > columns) last = columns;
  if (last < first) last = first;
  memset(out, 0, (size_t)(first * channels) * sizeof(float));
  if (last > first)
    stage_inside(image, image->data + row * image->width * channels, x, first, last, out);
  memset(out + last * channels, 0, (size_t)((columns - last) * channels) * sizeof(float));
}

CK_KERNEL void ck_stage(
    const ck_image *image, long y, long x, long rows, long columns, float *strip) {
  long line = columns * image->channels;
  for (long r = 0; r < rows; r++) {
    float *out = strip + r * line;
    if (y + r < 0 || y + r >= image->virtual_height)
      memset(out, 0, (size_t)line * sizeof(float));
    else
      stage_row(image, (y + r) * image->height / image->virtual_height, x, columns, out);
  }
}

CK_KERNEL void ck_gather(
    const float *strip, long strip_width, long channels, long kernel, long stride, long rows,
    long columns, float *out) {
  size_t run = (size_t)(kernel * channels);
  for (long r = 0; r < rows; r++)
    for (long c = 0; c < columns; c++)
      for (long k = 0; k < kernel; k++) {
        memcpy(
            out, strip + ((r * stride + k) * strip_width + c * stride) * channels,
            run * sizeof(float));
        out += run;
      }
}
