// Calls each kernel on sizes of the networks' middle, for callgrind to count: one function a case.
#include "CKernels.h"

enum { SIZE = 1 << 20 };
static float a[SIZE], b[SIZE], c[SIZE], row[4096];
static double sums[4096], squares[4096];
static uint16_t halves[SIZE];

// Callgrind begins to count here, and ends where a case does.
__attribute__((noinline)) void begin(void) { __asm__ volatile(""); }

// A function of its own with a symbol.
#define CASE(NAME) __attribute__((noinline)) void case_##NAME(void)

CASE(silu) { begin(), ck_silu(a, 1 << 15); }
CASE(relu) { begin(), ck_relu(a, 1 << 15); }
CASE(gelu) { begin(), ck_gelu(a, 1 << 15); }
CASE(quick_gelu) { begin(), ck_quick_gelu(a, 1 << 15); }
CASE(geglu) { begin(), ck_geglu(a, 64, 320, b); }
CASE(count_nonfinite) { begin(), row[0] = (float)ck_count_nonfinite(a, 1 << 16); }
CASE(epilogue_residual) { begin(), ck_epilogue(b, 128, 320, 320, row, 0, a, 1); }
CASE(epilogue_scaled) { begin(), ck_epilogue(b, 128, 320, 320, row, row, 0, 0.5f); }
CASE(to_channels_last) { begin(), ck_to_channels_last(a, 1024, 64, 1024, b); }
CASE(to_channels_first) { begin(), ck_to_channels_first(a, 1024, 64, 1024, b); }
CASE(concatenate) { begin(), ck_concatenate(a, 64, b, 32, 256, c); }
CASE(channel_sums) { begin(), ck_channel_sums(a, 256, 320, sums, squares); }
CASE(normalise) { begin(), ck_normalise(a, 128, 320, row, row, 0, b); }
CASE(normalise_silu) { begin(), ck_normalise(a, 128, 320, row, row, 1, b); }
CASE(layer_norm) { begin(), ck_layer_norm(a, 128, 320, row, row, 1e-5f, b); }

static ck_image image(const float *gain) {
  return (ck_image){a, 32, 32, 64, 32, 32, gain, gain};
}
CASE(stage) {
  ck_image plain = image(0);
  begin();
  ck_stage(&plain, -1, -1, 18, 34, b);
}
CASE(stage_normalised) {
  ck_image normalised = image(row);
  begin();
  ck_stage(&normalised, -1, -1, 18, 34, b);
}
CASE(gather) { begin(), ck_gather(a, 34, 64, 3, 1, 8, 32, b); }

CASE(winograd_weight_4) { begin(), ck_winograd_weight(4, a, 64, 16, 64, 0, 64, b, 64 * 64 + 16); }
CASE(winograd_product_4) {
  ck_winograd_panel panel = {halves, 0, 64, 16};
  ck_winograd_tiles tiles = {a, 32, 64, 32 * 64 + 16};
  begin();
  ck_winograd_product(4, &panel, &tiles, b, c, 32 * 16 + 16);
}
CASE(winograd_product_2) {
  ck_winograd_panel panel = {0, a, 64, 16};
  ck_winograd_tiles tiles = {a, 32, 64, 32 * 64 + 16};
  begin();
  ck_winograd_product(2, &panel, &tiles, b, c, 32 * 16 + 16);
}
CASE(winograd_input_4) { begin(), ck_winograd_input(4, a, 34, 64, 4, 8, b, 64, 32 * 64 + 16); }
CASE(winograd_input_2) { begin(), ck_winograd_input(2, a, 18, 64, 4, 8, b, 64, 32 * 64 + 16); }
static ck_target target(void) { return (ck_target){c, 32, 32, 64, row, 0, a, 1}; }
CASE(winograd_output_4) {
  ck_target to = target();
  begin();
  ck_winograd_output(4, b, 64, 32 * 64 + 16, 0, 0, 4, 8, 64, &to);
}
CASE(winograd_output_2) {
  ck_target to = target();
  begin();
  ck_winograd_output(2, b, 64, 32 * 64 + 16, 0, 0, 4, 8, 64, &to);
}

CASE(pack_weight) { begin(), ck_pack_weight(a, 64, 64, 9, 16, 64, b); }
CASE(pack_halves) { begin(), ck_pack_halves(halves, 32, 64, 9, 32, halves + 32 * 64 * 9); }
CASE(panel_product) { begin(), ck_panel_product(16, a, 128, 128, b, 128, 64, c, 64); }
CASE(panel_product_rest) { begin(), ck_panel_product(16, a, 11, 128, b, 128, 56, c, 56); }
CASE(panel_product_f16) { begin(), ck_panel_product_f16(16, a, 128, 128, halves, 128, 64, c, 64); }
CASE(fits_f16) { begin(), row[0] = (float)ck_fits_f16(a, 1 << 15); }
CASE(narrow_f16) { begin(), ck_narrow_f16(a, halves, 1 << 15); }
CASE(widen_f16) { begin(), stepscope_widen_f16(halves, b, 1 << 15); }
CASE(widen_f16_portable) { begin(), stepscope_widen_f16_portable(halves, b, 1 << 15); }
CASE(widen_bf16) { begin(), stepscope_widen_bf16(halves, b, 1 << 15); }

CASE(softmax_block) { begin(), ck_softmax_block(a, 64, 256, 256, 256, 0, row, row + 64, b, 64, 64); }
CASE(divide_rows) { begin(), ck_divide_rows(b, 64, 320, 64, row + 64); }

/// Values that halves hold, so that every kernel takes them.
static void fill(void) {
  for (long i = 0; i < SIZE; i++) {
    a[i] = (float)(i % 61 - 30) / 32;
    b[i] = (float)(i % 17 - 8) / 8;
    halves[i] = (uint16_t)(0x3000 + i % 1024);
  }
  for (long i = 0; i < 4096; i++) row[i] = 1 + (float)(i % 7) / 8;
}

int main(void) {
  fill();
  case_silu(), case_relu(), case_gelu(), case_quick_gelu(), fill();
  case_geglu(), case_count_nonfinite(), case_epilogue_residual(), case_epilogue_scaled();
  case_to_channels_last(), case_to_channels_first(), case_concatenate(), fill();
  case_channel_sums(), case_normalise(), case_normalise_silu(), case_layer_norm();
  case_stage(), case_stage_normalised(), case_gather(), fill();
  case_winograd_weight_4(), case_winograd_product_4(), case_winograd_product_2(), fill();
  case_winograd_input_4(), case_winograd_input_2();
  case_winograd_output_4(), case_winograd_output_2(), fill();
  case_pack_weight(), case_pack_halves(), case_panel_product(), case_panel_product_rest();
  case_panel_product_f16(), fill();
  case_fits_f16(), case_narrow_f16(), case_widen_f16(), case_widen_f16_portable();
  case_widen_bf16(), fill(), case_softmax_block(), case_divide_rows();
  return 0;
}
