#ifndef STEPSCOPE_CKERNELS_H
#define STEPSCOPE_CKERNELS_H
#include <stddef.h>
#include <stdint.h>

// The inner loops of the engine. Every function here has a plain twin in Tests/Support.
// Images are NHWC float32. `long` counts are never negative.

/// What the processor can do, as far as OpenBLAS's choice of kernels is concerned.
enum { CK_CPU_BASE = 0, CK_CPU_AVX2 = 1, CK_CPU_AVX512 = 2 };
int ck_cpu_level(void);
/// Whether the processor has tiles of bfloat16 (AMX), the system keeps them and this process may use them.
int ck_has_amx(void);
/// Makes ck_has_amx say 1 or 0 on the calling thread alone, and with -1 what is true again: for tests.
void ck_assume_amx(int has);
/// Tells the processor that this thread only waits for another.
static inline void ck_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// elementwise.c
void ck_silu(float *x, long count);
/// NaN becomes 0.
void ck_relu(float *x, long count);
void ck_gelu(float *x, long count);
void ck_quick_gelu(float *x, long count);
/// out[r][c] = in[r][c] * gelu(in[r][channels + c]).
void ck_geglu(const float *in, long rows, long channels, float *out);
long ck_count_nonfinite(const float *x, long count);
/// The largest absolute value; NaN where there is one.
float ck_largest(const float *x, long count);
/// out = (out + bias + channel_bias + residual) * scale; any of the three may be null. Rows of out and residual lie
/// `row` floats apart.
void ck_epilogue(
    float *out, long rows, long row, long channels, const float *bias, const float *channel_bias,
    const float *residual, float scale);
/// out[w][c] = in[c * stride + w].
void ck_to_channels_last(const float *in, long pixels, long channels, long stride, float *out);
/// out[c * stride + w] = in[w][c].
void ck_to_channels_first(const float *in, long pixels, long channels, long stride, float *out);
/// out[r] = a[r] followed by b[r].
void ck_concatenate(
    const float *a, long a_channels, const float *b, long b_channels, long rows, float *out);

// norms.c
/// Adds each channel's sum and sum of squares over the rows.
void ck_channel_sums(const float *x, long rows, long channels, double *sums, double *squares);
/// out = x * gain + shift by channel, through SiLU when asked.
void ck_normalise(
    const float *x, long rows, long channels, const float *gain, const float *shift, int silu,
    float *out);
void ck_layer_norm(
    const float *x, long rows, long channels, const float *weight, const float *bias, float eps,
    float *out);

// strips.c
/// One image of a batch as a convolution sees it: resized, normalised, surrounded by zeros.
typedef struct {
  const float *data;
  long height, width, channels;
  /// The size after nearest-neighbour resizing.
  long virtual_height, virtual_width;
  /// GroupNorm as gain and shift by channel, then SiLU; null for none.
  const float *gain, *shift;
} ck_image;
/// Copies the rectangle of `rows` x `columns` pixels at (y, x), zero outside the image.
void ck_stage(const ck_image *image, long y, long x, long rows, long columns, float *strip);
/// out[pixel][kernel][kernel][channels] for rows x columns output pixels over a strip.
void ck_gather(
    const float *strip, long strip_width, long channels, long kernel, long stride, long rows,
    long columns, float *out);

/// Where a convolution writes one image, and what it does to every value first:
/// (value + bias + channel_bias + residual) * scale; any of the three may be null.
typedef struct {
  float *data;
  long height, width, channels;
  const float *bias, *channel_bias, *residual;
  float scale;
} ck_target;

// winograd.c: `tile` is 4 or 2; `point` floats from one transformed point to the next.
/// v[points][tiles][channels, `row` floats apart] of overlapping tiles of a strip.
void ck_winograd_input(
    int tile, const float *strip, long strip_width, long channels, long tile_rows,
    long tile_columns, float *v, long row, long point);
/// Tiles m[points][tiles][channels, `row` floats apart] into the output at (y, x), cut off at its edges: the first
/// `channels` of those of the target.
void ck_winograd_output(
    int tile, const float *m, long row, long point, long y, long x, long tile_rows,
    long tile_columns, long channels, const ck_target *target);

// winograd_weights.c
/// The transformed weight [points][panels][inputs][panel] of a packed one, for some inputs.
void ck_winograd_weight(
    int tile, const float *packed, long inputs, long panel, long padded, long first, long last,
    float *u, long point);
/// A panel of a packed 3x3 weight, [9][inputs][width], as halves or as floats, the other null; `width` is 32 or 16.
typedef struct {
  const uint16_t *halves;
  const float *floats;
  long inputs, width;
} ck_winograd_panel;
/// `count` values of such a panel, multiples of 16, from the `first` of each tap on, transformed: u[points][count].
/// Where ck_panel_width is not 0.
void ck_winograd_part(
    int tile, const ck_winograd_panel *panel, long first, long count, float *u, long point);
/// Transformed tiles v[points][count][inputs], `row` and `point` floats apart.
typedef struct {
  const float *v;
  long count, row, point;
} ck_winograd_tiles;
/// Inputs of a panel that are transformed at a time, and half as many more at the end: what becomes of them stays
/// in the cache's second level, or nearly.
enum { CK_WINOGRAD_DEPTH = 512 };
/// m[points][tiles][width] = the tiles times one panel, which is transformed on the way, where ck_panel_width is
/// not 0; the scratch holds a part of it, with 16 floats more a point.
void ck_winograd_product(
    int tile, const ck_winograd_panel *panel, const ck_winograd_tiles *tiles, float *scratch,
    float *m, long point);

// winograd_bf16.c: the same with products of bfloat16, where ck_has_bf16, for an even number of inputs.
/// Transformed tiles in bfloat16.
typedef struct {
  const uint16_t *v;
  long count, row, point;
} ck_winograd_pairs;
/// Rows of floats as nearest bfloat16; an odd width is filled up with a zero.
void ck_round_bf16(
    const float *x, long rows, long row, long width, uint16_t *out, long out_row);
void ck_winograd_product_bf16(
    int tile, const ck_winograd_panel *panel, const ck_winograd_pairs *tiles, float *scratch,
    float *m, long point);

// products.c
/// A weight [outputs][inputs][taps] as [panels][taps][inputs][panel]: panels of `panel` outputs, the
/// last one of what remains of `padded`, filled with zeros.
void ck_pack_weight(
    const float *weight, long outputs, long inputs, long taps, long panel, long padded, float *out);
/// One panel of such a weight from `rows` rows of halves; what is missing to `width` is filled with zeros.
void ck_pack_halves(
    const uint16_t *weight, long rows, long inputs, long taps, long width, uint16_t *out);
/// The widest panels the processor has a kernel for: 32, 16 or 0.
int ck_panel_width(void);
/// out[rows][columns] = a[rows][depth] * panels, for panels of 32 or 16 padded to 16.
void ck_panel_product(
    int panel, const float *a, long rows, long a_row, const float *panels, long depth,
    long columns, float *out, long out_row);
/// The same with panels of halves, widened in the cache a piece at a time. Where ck_panel_width is not 0.
void ck_panel_product_f16(
    int panel, const float *a, long rows, long a_row, const uint16_t *panels, long depth,
    long columns, float *out, long out_row);

// peak.c: how fast the processor multiplies and adds in its registers.
/// Operations of a round of `ck_peak`, two for a product and its sum. `bf16`: of pairs of bfloat16 where the processor has them.
double ck_peak_operations(int bf16);
/// Multiplies and adds for some rounds: reads a factor below 1 from the sixteen values of `out` and leaves the sums there,
/// which mean nothing.
void ck_peak(int bf16, long rounds, float *out);

// products_bf16.c: products of bfloat16, summed in float32, where the processor has AVX512-BF16.
/// Whether it has, and the system keeps its registers.
int ck_has_bf16(void);
/// Panels of 32 floats as nearest bfloat16: [panels][pairs of the depth][panel][2], an odd depth filled up
/// with a zero. Works anywhere.
void ck_pack_bf16(const float *panels, long depth, long padded, uint16_t *out);
/// out[rows][columns] = a[rows][depth] * panels; `a` is rounded on the way.
void ck_panel_product_bf16(
    const float *a, long rows, long a_row, const uint16_t *panels, long depth, long columns,
    float *out, long out_row);

// products_bf16x3.c: three products of bfloat16 for one in float32, where ck_has_bf16.
/// Panels of 32 floats as two bfloat16 whose sum they are but for 2^-16: a panel's high parts as ck_pack_bf16
/// has them, then its low ones. Works anywhere.
void ck_pack_bf16x3(const float *panels, long depth, long padded, uint16_t *out);
/// out[rows][columns] = a[rows][depth] * panels; `a` is split on the way.
void ck_panel_product_bf16x3(
    const float *a, long rows, long a_row, const uint16_t *panels, long depth, long columns,
    float *out, long out_row);

// tiles.c: the same products by tiles, where ck_has_amx.
/// The left side of a product of pairs. Row r begins at data + r / run * next + r % run * row; where there is more
/// than one run, runs are of a multiple of sixteen rows. The depth is that of `taps` parts, one after the other in
/// the panel, and each `offsets` values further from where its row begins; null for none.
typedef struct {
  const uint16_t *data;
  long row, run, next, taps;
  const long *offsets;
} ck_left;
/// Before and after products by tiles on this thread: other code may take and release them as well. Between
/// them, whatever multiplies pairs does so by tiles; without ck_has_amx nothing changes.
void ck_tiles_begin(void);
void ck_tiles_end(void);
/// `pairs` of every tap with one panel of 32 outputs, or 16 where `columns` are no more; added to `out` if asked.
void ck_tile_panel(
    const ck_left *left, long rows, const uint16_t *panel, long pairs, long columns, float *out,
    long out_row, int add);

// convolution_tiles.c
/// Input pixels in bfloat16: `channels` of each, an even number, `pixel` values from one to the next, `width` in a
/// line; output pixels lie `stride` of them apart.
typedef struct {
  const uint16_t *data;
  long width, pixel, channels, stride;
} ck_strip;
/// What ck_stage copies, rounded to bfloat16, where ck_has_bf16; `line` holds a line of it in floats.
void ck_stage_bf16(
    const ck_image *image, long y, long x, long rows, long columns, float *line, uint16_t *strip,
    long pixel);
/// rows x columns output pixels of a 3x3 convolution with panels as ck_pack_bf16 makes them; `out_pixel` and
/// `out_line` floats from one pixel and from one line to the next.
void ck_convolve_tiles(
    const ck_strip *strip, long rows, long columns, const uint16_t *panels, long outputs,
    float *out, long out_pixel, long out_line);

/// Rounds of four tile products in registers, CK_TILE_PEAK operations each.
enum { CK_TILE_PEAK = 4 * 2 * 16 * 16 * 32 };
void ck_tile_peak(long rounds);

// attention_bf16.c
/// Keys of a block of values, and the widest head.
enum { CK_BF16_KEYS = 256, CK_BF16_WIDTH = 512 };
/// The keys of a head as the panels of a product with queries. The count is filled up to a multiple of 16, the
/// width to an even one.
void ck_pack_keys_bf16(const float *keys, long count, long row, long width, uint16_t *out);
/// The values of a head, blocks of CK_BF16_KEYS keys one after the other; the count is filled up to an even
/// one, the width to a multiple of 16.
void ck_pack_values_bf16(const float *values, long count, long row, long width, uint16_t *out);
/// Adds packed keys and values to a running softmax: out = out * 2^(old - new maximum) + weights * values.
///
/// `maximum` begins at minus infinity, `total` and `out` at zero; they hold a number for each row.
void ck_attention_bf16(
    const float *query, long rows, long query_row, long width, const uint16_t *keys,
    const uint16_t *values, long count, long value_width, float *maximum, float *total, float *out,
    long out_row);

// attention.c
/// One block of a running softmax: scores become weights, `output` is scaled to the new maximum.
///
/// `valid` keys of row 0 count, one more in every further row when `causal`.
void ck_softmax_block(
    float *scores, long rows, long keys, long ld, long valid, int causal, float *maximum,
    float *total, float *output, long output_ld, long width);
/// output[r][w] /= total[r].
void ck_divide_rows(float *output, long rows, long ld, long width, const float *total);

// Half-precision formats to float32 and back (half.c). Source and target must not overlap.
/// Whether halves can stand for all values without any loss; never where there is no conversion.
int ck_fits_f16(const float *x, long count);
/// The nearest halves; only where the processor has the conversion, as all that have AVX2 do.
void ck_narrow_f16(const float *x, uint16_t *out, long count);
// IEEE binary16, with the processor's conversion where it has one.
void stepscope_widen_f16(const uint16_t *source, float *target, size_t count);
// IEEE binary16 in plain arithmetic, the fallback of the above.
void stepscope_widen_f16_portable(const uint16_t *source, float *target, size_t count);
// bfloat16: the upper half of a float32.
void stepscope_widen_bf16(const uint16_t *source, float *target, size_t count);

// mapped.c
/// A digest of bytes that differs when they do; not one against an enemy.
uint64_t ck_digest(const void *data, size_t count, uint64_t seed);
/// Watches over mapped memory: pages that its file has lost read as zeros. A number for the two below, or -1
/// where too much is watched over already.
int ck_guard(const void *start, size_t bytes);
/// Whether such a page was read.
int ck_guard_broken(int guard);
void ck_unguard(int guard);
#endif
