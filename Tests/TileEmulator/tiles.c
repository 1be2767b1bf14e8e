#include "tiles.h"

#include <string.h>

#include "TileEmulator.h"

static _Thread_local struct {
  int palette;
  int rows[TILES], row_bytes[TILES];
  uint8_t data[TILES][TILE_ROWS][TILE_BYTES];
} state;
static _Thread_local long products;

long te_products(void) { return products; }
int te_is_configured(void) { return state.palette != 0; }

void tile_release(void) { memset(&state, 0, sizeof state); }

int tile_configure(const uint8_t *memory) {
  const uint8_t palette = memory[0];
  if (palette > 1) return 0;
  tile_release();
  if (palette == 0) return 1;
  // The row to begin at, after an interruption, is never set by a program; what is reserved is zero.
  for (int i = 1; i < 16; i++)
    if (memory[i] != 0) return 0;
  for (int t = 0; t < 16; t++) {
    uint16_t bytes;
    memcpy(&bytes, memory + 16 + 2 * t, sizeof bytes);
    const int rows = memory[48 + t];
    if (rows > TILE_ROWS || bytes > TILE_BYTES || (rows == 0) != (bytes == 0)) return 0;
    if (t >= TILES) {
      if (rows != 0) return 0;
      continue;
    }
    state.rows[t] = rows;
    state.row_bytes[t] = bytes;
  }
  state.palette = palette;
  return 1;
}

static int is_ready(int tile) { return state.palette == 1 && state.rows[tile] > 0; }

int tile_zero(int tile) {
  if (!is_ready(tile)) return 0;
  memset(state.data[tile], 0, sizeof state.data[tile]);
  return 1;
}

int tile_load(int tile, const uint8_t *memory, int64_t stride) {
  if (!tile_zero(tile)) return 0;
  for (int r = 0; r < state.rows[tile]; r++)
    memcpy(state.data[tile][r], memory + r * stride, (size_t)state.row_bytes[tile]);
  return 1;
}

int tile_store(int tile, uint8_t *memory, int64_t stride) {
  if (!is_ready(tile)) return 0;
  for (int r = 0; r < state.rows[tile]; r++)
    memcpy(memory + r * stride, state.data[tile][r], (size_t)state.row_bytes[tile]);
  return 1;
}

/// Subnormal numbers count as zero.
static float flushed(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  if ((bits & 0x7F800000u) == 0) bits &= 0x80000000u;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static float wide(const uint8_t *at) {
  uint16_t half;
  memcpy(&half, at, sizeof half);
  const uint32_t bits = (uint32_t)half << 16;
  float x;
  memcpy(&x, &bits, sizeof x);
  return flushed(x);
}

/// The sums of the even and of the odd places are made apart and added at the end. A product of two bfloat16 is
/// exact in 32 bits, so that multiplying and adding is as one step.
static void multiply_row(int sums, int left, int right, int m) {
  const int columns = state.row_bytes[sums] / 4;
  float even[TILE_ROWS] = {0}, odd[TILE_ROWS] = {0};
  for (int k = 0; k < state.row_bytes[left] / 4; k++) {
    const float first = wide(&state.data[left][m][4 * k]);
    const float second = wide(&state.data[left][m][4 * k + 2]);
    const uint8_t *row = state.data[right][k];
    for (int n = 0; n < columns; n++) {
      even[n] = flushed(even[n] + first * wide(row + 4 * n));
      odd[n] = flushed(odd[n] + second * wide(row + 4 * n + 2));
    }
  }
  float out[TILE_ROWS];
  memcpy(out, state.data[sums][m], sizeof out);
  for (int n = 0; n < columns; n++)
    out[n] = flushed(flushed(out[n]) + flushed(even[n] + odd[n]));
  memset(state.data[sums][m], 0, TILE_BYTES);
  memcpy(state.data[sums][m], out, (size_t)(4 * columns));
}

int tile_multiply(int sums, int left, int right) {
  if (sums == left || sums == right || left == right) return 0;
  if (!is_ready(sums) || !is_ready(left) || !is_ready(right)) return 0;
  if (state.row_bytes[sums] % 4 || state.row_bytes[left] % 4) return 0;
  if (state.row_bytes[sums] != state.row_bytes[right]) return 0;
  if (state.row_bytes[left] / 4 != state.rows[right]) return 0;
  if (state.rows[sums] != state.rows[left]) return 0;
  for (int m = 0; m < state.rows[sums]; m++) multiply_row(sums, left, right, m);
  memset(
      state.data[sums][state.rows[sums]], 0,
      (size_t)(TILE_ROWS - state.rows[sums]) * TILE_BYTES);
  products++;
  return 1;
}
