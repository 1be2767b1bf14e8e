#include "CKernels.h"
#include "bf16.h"

// 3×3 convolutions by tiles as a single product that nothing is gathered for: its left side is the image, in which
// each tap begins a little further on.

#if defined(__x86_64__)
BF16_TARGET static void stage(
    const ck_image *image, long y, long x, long rows, long columns, float *line, uint16_t *strip,
    long pixel) {
  for (long r = 0; r < rows; r++) {
    ck_stage(image, y + r, x, 1, columns, line);
    round_rows(
        line, columns, image->channels, image->channels, 1, strip + r * columns * pixel, pixel);
  }
}
#endif

void ck_stage_bf16(
    const ck_image *image, long y, long x, long rows, long columns, float *line, uint16_t *strip,
    long pixel) {
#if defined(__x86_64__)
  stage(image, y, x, rows, columns, line, strip, pixel);
#else
  (void)image, (void)y, (void)x, (void)rows, (void)columns, (void)line, (void)strip, (void)pixel;
#endif
}

void ck_convolve_tiles(
    const ck_strip *strip, long rows, long columns, const uint16_t *panels, long outputs,
    float *out, long out_pixel, long out_line) {
  enum { KERNEL = 3, TAPS = KERNEL * KERNEL };
  const long line = strip->width * strip->pixel;
  long offsets[TAPS];
  for (long t = 0; t < TAPS; t++) offsets[t] = t / KERNEL * line + t % KERNEL * strip->pixel;
  ck_left left = {
      .row = strip->stride * strip->pixel, .run = columns, .next = strip->stride * line,
      .taps = TAPS, .offsets = offsets};
  // Lines of whole tiles that follow each other in the output are one product.
  const int is_one = columns % 16 == 0 && out_line == columns * out_pixel;
  const long lines = is_one ? 1 : rows, pixels = is_one ? rows * columns : columns;
  ck_tiles_begin();
  for (long n = 0; n < outputs; n += BF16_PANEL)
    for (long r = 0; r < lines; r++) {
      left.data = strip->data + r * left.next;
      ck_tile_panel(
          &left, pixels, panels + n * TAPS * strip->channels, strip->channels / 2,
          outputs - n < BF16_PANEL ? outputs - n : BF16_PANEL, out + r * out_line + n, out_pixel,
          0);
    }
  ck_tiles_end();
}
