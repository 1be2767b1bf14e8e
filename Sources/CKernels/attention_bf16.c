#include "CKernels.h"
#include "bf16.h"

// Attention with scores and sums by products of bfloat16; the running softmax stays in float32. Scores are
// in powers of two, so that the exponential needs no constant and rounds into the exponent.

/// Queries whose rounded rows wait on the stack, at most 210 KB; those that meet a block of keys at once, by tiles
/// and else.
enum { QUERIES = 192, KEYS = CK_BF16_KEYS, TILE_QUERIES = 32 };

CK_KERNEL void ck_pack_keys_bf16(
    const float *keys, long count, long row, long width, uint16_t *out) {
  for (long start = 0; start < padded_columns(count); start += BF16_PANEL) {
    long columns = padded_columns(count) - start < BF16_PANEL ? 16 : BF16_PANEL;
    uint16_t *to = out + start * even(width);
    for (long j = 0; j < columns; j++) {
      const float *key = keys + (start + j) * row;
      int there = start + j < count;
      for (long c = 0; c < even(width); c += 2) {
        to[c * columns + 2 * j] = there ? nearest_bf16(key[c]) : 0;
        to[c * columns + 2 * j + 1] = there && c + 1 < width ? nearest_bf16(key[c + 1]) : 0;
      }
    }
  }
}

CK_INLINE void pack_values(
    const float *values, long count, long row, long start, long width, long columns,
    uint16_t *restrict to) {
  for (long k = 0; k < even(count); k += 2)
    for (long c = 0; c < columns; c++) {
      int there = start + c < width;
      const float *value = values + k * row + start + c;
      to[k * columns + 2 * c] = there ? nearest_bf16(value[0]) : 0;
      to[k * columns + 2 * c + 1] = there && k + 1 < count ? nearest_bf16(value[row]) : 0;
    }
}

CK_KERNEL void ck_pack_values_bf16(
    const float *values, long count, long row, long width, uint16_t *out) {
  long padded = padded_columns(width);
  for (long first = 0; first < count; first += KEYS) {
    long keys = count - first < KEYS ? count - first : KEYS;
    for (long start = 0; start < padded; start += BF16_PANEL) {
      long columns = padded - start < BF16_PANEL ? 16 : BF16_PANEL;
      pack_values(
          values + first * row, keys, row, start, width, columns,
          out + first * padded + start * even(keys));
    }
  }
}

#if defined(__x86_64__)
/// 2^x: x = n + r, a polynomial in r fitted to a relative error of 8e-5, n into the exponent.
BF16_INLINE __m512 powers(__m512 x) {
  // What minus infinity stands for is nothing; in this order NaN stays NaN.
  x = _mm512_max_ps(_mm512_set1_ps(-200), x);
  const __m512 n = _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  const __m512 r = _mm512_sub_ps(x, n);
  __m512 p = _mm512_set1_ps(0.0551716649f);
  p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(0.242611122f));
  p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(0.693260986f));
  p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(0.999928074f));
  return _mm512_scalef_ps(p, n);
}

typedef struct {
  long rows, keys, value_width;
  float *maximum, *total, *out;
  long out_row;
} softmax_rows;

/// Scores become rounded weights, and the rows' sums so far are scaled to the new maximum.
BF16_INLINE void soften(const softmax_rows *s, float *scores, uint16_t *weights, long weights_row) {
  for (long r = 0; r < s->rows; r++) {
    float *row = scores + r * KEYS;
    __m512 most = _mm512_set1_ps(s->maximum[r]);
    for (long i = 0; i < s->keys; i += 16) {
      // What is no key weighs nothing.
      const __m512 values = _mm512_mask_loadu_ps(
          _mm512_set1_ps(-INFINITY), lanes_mask(s->keys - i), row + i);
      _mm512_storeu_ps(row + i, values);
      most = _mm512_max_ps(most, values);
    }
    const float best = _mm512_reduce_max_ps(most);
    const __m512 maximum = _mm512_set1_ps(best);
    __m512 sum = _mm512_setzero_ps();
    for (long i = 0; i < s->keys; i += 16) {
      const __m512 weight = powers(_mm512_sub_ps(_mm512_loadu_ps(row + i), maximum));
      sum = _mm512_add_ps(sum, weight);
      _mm256_storeu_si256(
          (__m256i *)(weights + r * weights_row + i), (__m256i)_mm512_cvtneps_pbh(weight));
    }
    const __m512 factor = powers(_mm512_set1_ps(s->maximum[r] - best));
    s->total[r] = s->total[r] * _mm512_cvtss_f32(factor) + _mm512_reduce_add_ps(sum);
    if (s->maximum[r] == best) continue;
    s->maximum[r] = best;
    for (long c = 0; c < s->value_width; c += 16) {
      float *out = s->out + r * s->out_row + c;
      const __mmask16 kept = lanes_mask(s->value_width - c);
      _mm512_mask_storeu_ps(out, kept, _mm512_mul_ps(_mm512_maskz_loadu_ps(kept, out), factor));
    }
  }
}

/// A block of keys for some rows whose queries are rounded.
BF16_TARGET static void attend(
    const uint16_t *query, long query_row, const uint16_t *keys, long width,
    const uint16_t *values, const softmax_rows *s) {
  float scores[TILE_QUERIES * KEYS] __attribute__((aligned(64)));
  enum { WEIGHTS_ROW = KEYS + 32 };
  uint16_t weights[TILE_QUERIES * WEIGHTS_ROW] __attribute__((aligned(64)));
  long padded = padded_columns(s->keys);
  for (long n = 0; n < padded; n += BF16_PANEL)
    pairs_panel(
        s->rows, query, query_row, keys + n * even(width), even(width) / 2, padded - n, scores + n,
        KEYS, 0);
  soften(s, scores, weights, WEIGHTS_ROW);
  for (long n = 0; n < s->value_width; n += BF16_PANEL)
    pairs_panel(
        s->rows, weights, WEIGHTS_ROW, values + n * even(s->keys), even(s->keys) / 2,
        s->value_width - n, s->out + n, s->out_row, 1);
}

BF16_TARGET static void attention(
    const float *query, long rows, long query_row, long width, const uint16_t *keys,
    const uint16_t *values, long count, const softmax_rows *state) {
  enum { QUERY_ROW = CK_BF16_WIDTH + 32 };
  uint16_t queries[QUERIES * QUERY_ROW] __attribute__((aligned(64)));
  long row = even(width) + 32;
  const long at_once = ck_tiles_ready ? TILE_QUERIES : BF16_ROWS;
  // log2(e) / sqrt(width)
  float scale = 1.44269504f / sqrtf((float)width);
  for (long first = 0; first < rows; first += QUERIES) {
    long some = rows - first < QUERIES ? rows - first : QUERIES;
    round_rows(query + first * query_row, some, query_row, width, scale, queries, row);
    for (long k = 0; k < count; k += KEYS)
      for (long r = 0; r < some; r += at_once) {
        softmax_rows s = *state;
        s.rows = some - r < at_once ? some - r : at_once;
        s.keys = count - k < KEYS ? count - k : KEYS;
        s.maximum += first + r;
        s.total += first + r;
        s.out += (first + r) * s.out_row;
        attend(
            queries + r * row, row, keys + k * even(width), width,
            values + k * padded_columns(s.value_width), &s);
      }
  }
}
#endif

void ck_attention_bf16(
    const float *query, long rows, long query_row, long width, const uint16_t *keys,
    const uint16_t *values, long count, long value_width, float *maximum, float *total, float *out,
    long out_row) {
#if defined(__x86_64__)
  const softmax_rows state = {0, 0, value_width, maximum, total, out, out_row};
  ck_tiles_begin();
  attention(query, rows, query_row, width, keys, values, count, &state);
  ck_tiles_end();
#else
  (void)query, (void)rows, (void)query_row, (void)width, (void)keys, (void)values, (void)count;
  (void)value_width, (void)maximum, (void)total, (void)out, (void)out_row;
#endif
}
