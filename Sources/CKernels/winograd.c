#include "CKernels.h"
#include "common.h"

// Winograd's minimal filtering, F(4x4, 3x3) on the points 0, ±3/4, ±3/2, infinity and F(2x2, 3x3) on
// 0, ±1, infinity (Lavin and Gray 2016; the points of F4 halve the error of the usual ±1, ±2): images.
// Each one-dimensional step is written once, for vectors of channels and for single ones.

#define F4_INPUT(T, d0, d1, d2, d3, d4, d5, v, step) \
  do {                                               \
    T e1 = d4 - d2 * 2.25f, o1 = d3 * 0.75f - d1 * 1.6875f;  \
    T e2 = d4 - d2 * 0.5625f, o2 = d3 * 1.5f - d1 * 0.84375f; \
    (v)[0 * step] = d0 * 1.265625f - d2 * 2.8125f + d4; \
    (v)[1 * step] = e1 + o1;                         \
    (v)[2 * step] = e1 - o1;                         \
    (v)[3 * step] = e2 + o2;                         \
    (v)[4 * step] = e2 - o2;                         \
    (v)[5 * step] = d1 * 1.265625f - d3 * 2.8125f + d5; \
  } while (0)

#define F4_OUTPUT(T, m0, m1, m2, m3, m4, m5, y, step) \
  do {                                                \
    T s1 = m1 + m2, t1 = m1 - m2, s2 = m3 + m4, t2 = m3 - m4; \
    (y)[0 * step] = m0 + s1 + s2;                     \
    (y)[1 * step] = t1 * 0.75f + t2 * 1.5f;           \
    (y)[2 * step] = s1 * 0.5625f + s2 * 2.25f;        \
    (y)[3 * step] = t1 * 0.421875f + t2 * 3.375f + m5; \
  } while (0)

#define F2_INPUT(T, d0, d1, d2, d3, v, step) \
  do {                                       \
    (v)[0 * step] = d0 - d2;                 \
    (v)[1 * step] = d1 + d2;                 \
    (v)[2 * step] = d2 - d1;                 \
    (v)[3 * step] = d3 - d1;                 \
  } while (0)

#define F2_OUTPUT(T, m0, m1, m2, m3, y, step) \
  do {                                        \
    (y)[0 * step] = m0 + m1 + m2;             \
    (y)[1 * step] = m1 - m2 + m3;             \
  } while (0)

#define AT(T, pointer) (*(const T *)(pointer))

// The transforms of one tile for the channels of one T.
#define DEFINE_TILE(T, NAME)                                                                   \
  CK_INLINE void f4_input_##NAME(const float *d, long column, long row, float *v, long point) { \
    T t[36], out[6];                                                                           \
    for (int x = 0; x < 6; x++) {                                                              \
      const float *p = d + x * column;                                                         \
      F4_INPUT(T, AT(T, p), AT(T, p + row), AT(T, p + 2 * row), AT(T, p + 3 * row),            \
               AT(T, p + 4 * row), AT(T, p + 5 * row), t + x, 6);                              \
    }                                                                                          \
    for (int y = 0; y < 6; y++) {                                                              \
      const T *s = t + 6 * y;                                                                  \
      F4_INPUT(T, s[0], s[1], s[2], s[3], s[4], s[5], out, 1);                                 \
      for (int x = 0; x < 6; x++) *(T *)(v + (6 * y + x) * point) = out[x];                    \
    }                                                                                          \
  }                                                                                            \
  CK_INLINE void f2_input_##NAME(const float *d, long column, long row, float *v, long point) { \
    T t[16], out[4];                                                                           \
    for (int x = 0; x < 4; x++) {                                                              \
      const float *p = d + x * column;                                                         \
      F2_INPUT(T, AT(T, p), AT(T, p + row), AT(T, p + 2 * row), AT(T, p + 3 * row), t + x, 4); \
    }                                                                                          \
    for (int y = 0; y < 4; y++) {                                                              \
      const T *s = t + 4 * y;                                                                  \
      F2_INPUT(T, s[0], s[1], s[2], s[3], out, 1);                                             \
      for (int x = 0; x < 4; x++) *(T *)(v + (4 * y + x) * point) = out[x];                    \
    }                                                                                          \
  }                                                                                            \
  CK_INLINE void f4_output_##NAME(const float *m, long point, T *y) {                          \
    T t[24];                                                                                   \
    for (int x = 0; x < 6; x++) {                                                              \
      const float *p = m + x * point;                                                          \
      F4_OUTPUT(T, AT(T, p), AT(T, p + 6 * point), AT(T, p + 12 * point), AT(T, p + 18 * point), \
                AT(T, p + 24 * point), AT(T, p + 30 * point), t + x, 6);                       \
    }                                                                                          \
    for (int r = 0; r < 4; r++) {                                                              \
      const T *s = t + 6 * r;                                                                  \
      F4_OUTPUT(T, s[0], s[1], s[2], s[3], s[4], s[5], y + 4 * r, 1);                          \
    }                                                                                          \
  }                                                                                            \
  CK_INLINE void f2_output_##NAME(const float *m, long point, T *y) {                          \
    T t[8];                                                                                    \
    for (int x = 0; x < 4; x++) {                                                              \
      const float *p = m + x * point;                                                          \
      F2_OUTPUT(T, AT(T, p), AT(T, p + 4 * point), AT(T, p + 8 * point), AT(T, p + 12 * point), \
                t + x, 4);                                                                     \
    }                                                                                          \
    for (int r = 0; r < 2; r++) {                                                              \
      const T *s = t + 4 * r;                                                                  \
      F2_OUTPUT(T, s[0], s[1], s[2], s[3], y + 2 * r, 1);                                      \
    }                                                                                          \
  }                                                                                            \
  CK_INLINE void write_tile_##NAME(                                                            \
      const T *y, int tile, long rows, long columns, const ck_target *target, float *out,      \
      const float *residual, long channel) {                                                   \
    T bias = {0};                                                                              \
    if (target->bias) bias = bias + AT(T, target->bias + channel);                             \
    if (target->channel_bias) bias = bias + AT(T, target->channel_bias + channel);             \
    for (long r = 0; r < rows; r++)                                                            \
      for (long c = 0; c < columns; c++) {                                                     \
        long at = (r * target->width + c) * target->channels + channel;                        \
        T value = y[r * tile + c] + bias;                                                      \
        if (residual) value = value + AT(T, residual + at);                                    \
        *(T *)(out + at) = value * target->scale;                                              \
      }                                                                                        \
  }

DEFINE_TILE(ck_lanes, lanes)
DEFINE_TILE(float, one)

CK_KERNEL void ck_winograd_input(
    int tile, const float *strip, long strip_width, long channels, long tile_rows,
    long tile_columns, float *v, long row, long point) {
  long line = strip_width * channels;
  for (long y = 0; y < tile_rows; y++)
    for (long x = 0; x < tile_columns; x++) {
      const float *d = strip + tile * (y * line + x * channels);
      long c = 0;
      if (tile == 4) {
        for (; c + 16 <= channels; c += 16) f4_input_lanes(d + c, channels, line, v + c, point);
        for (; c < channels; c++) f4_input_one(d + c, channels, line, v + c, point);
      } else {
        for (; c + 16 <= channels; c += 16) f2_input_lanes(d + c, channels, line, v + c, point);
        for (; c < channels; c++) f2_input_one(d + c, channels, line, v + c, point);
      }
      v += row;
    }
}

CK_INLINE void output_tile(
    int tile, const float *m, long point, long rows, long columns, long channels,
    const ck_target *target, float *out, const float *residual) {
  long c = 0;
  for (; c + 16 <= channels; c += 16) {
    ck_lanes y[16];
    if (tile == 4) f4_output_lanes(m + c, point, y);
    else f2_output_lanes(m + c, point, y);
    write_tile_lanes(y, tile, rows, columns, target, out, residual, c);
  }
  for (; c < channels; c++) {
    float y[16];
    if (tile == 4) f4_output_one(m + c, point, y);
    else f2_output_one(m + c, point, y);
    write_tile_one(y, tile, rows, columns, target, out, residual, c);
  }
}

CK_KERNEL void ck_winograd_output(
    int tile, const float *m, long row, long point, long y, long x, long tile_rows,
    long tile_columns, long channels, const ck_target *target) {
  for (long r = 0; r < tile_rows; r++)
    for (long c = 0; c < tile_columns; c++) {
      long top = y + tile * r, left = x + tile * c;
      long rows = target->height - top < tile ? target->height - top : tile;
      long columns = target->width - left < tile ? target->width - left : tile;
      long at = (top * target->width + left) * target->channels;
      const float *residual = target->residual ? target->residual + at : 0;
      // Constant bounds for the tiles that are not cut off.
      if (tile == 4 && rows == 4 && columns == 4)
        output_tile(4, m, point, 4, 4, channels, target, target->data + at, residual);
      else if (tile == 4)
        output_tile(4, m, point, rows, columns, channels, target, target->data + at, residual);
      else
        output_tile(2, m, point, rows, columns, channels, target, target->data + at, residual);
      m += row;
    }
}
