#include "tiles.h"

#include <string.h>

// Products of bfloat16 by the processor's tiles (AMX): sixteen rows of 64 bytes each. Two by two tiles of sums
// are made at once; what is left of rows, columns and depth has tiles of just its size.

_Thread_local int ck_tiles_ready = 0;

#if defined(__x86_64__)
#include <immintrin.h>

#define TILE_TARGET __attribute__((target("amx-tile,amx-bf16")))
#define TILE_INLINE TILE_TARGET static inline __attribute__((always_inline))

/// Rows of a tile, its floats and its pairs.
enum { EDGE = 16 };
/// The tiles of sums by row and column, of the left side and of the panel. The compiler wants plain numbers.
#define SUM(R, C) (2 * (R) + (C))
#define LEFT(R) (4 + (R))
#define RIGHT(C) (6 + (C))

/// The sizes of two by two tiles.
typedef struct {
  uint8_t rows[2], columns[2], pairs;
} tile_sizes;

/// The sizes that this thread's tiles have.
static _Thread_local tile_sizes current;

/// What LDTILECFG reads.
typedef struct {
  uint8_t palette, start_row, reserved[14];
  uint16_t row_bytes[16];
  uint8_t rows[16];
} tile_configuration;

/// Gives this thread's tiles their sizes and zeros them, unless they have them.
TILE_TARGET static void configure(tile_sizes sizes) {
  if (memcmp(&sizes, &current, sizeof sizes) == 0) return;
  tile_configuration all = {.palette = 1};
  for (int i = 0; i < 2; i++) {
    all.rows[LEFT(i)] = sizes.rows[i];
    all.row_bytes[LEFT(i)] = (uint16_t)(4 * sizes.pairs);
    all.rows[RIGHT(i)] = sizes.pairs;
    all.row_bytes[RIGHT(i)] = (uint16_t)(4 * sizes.columns[i]);
    for (int j = 0; j < 2; j++) {
      all.rows[SUM(i, j)] = sizes.rows[i];
      all.row_bytes[SUM(i, j)] = (uint16_t)(4 * sizes.columns[j]);
    }
  }
  _tile_loadconfig(&all);
  current = sizes;
}

/// A part of the depth of every tap, for all rows of a panel.
typedef struct {
  const ck_left *left;
  /// Where the part begins in the panel, values from one pair to the next, and from one tap to the next.
  const uint16_t *panel;
  long panel_row, panel_tap;
  /// The part's first value on the left side, and how many tiles deep it is.
  long first, tiles;
  float *out;
  long out_row;
  int add;
} depth_part;

/// Two by two tiles or fewer of the result, from a row on.
TILE_INLINE void block(const int down, const int across, const depth_part *p, long row) {
  const ck_left *left = p->left;
  float *out = p->out + row * p->out_row;
  float *below = out + EDGE * p->out_row;
  const size_t out_bytes = (size_t)p->out_row * sizeof(float);
  if (p->add) {
    _tile_loadd(SUM(0, 0), out, out_bytes);
    if (across > 1) _tile_loadd(SUM(0, 1), out + EDGE, out_bytes);
    if (down > 1) _tile_loadd(SUM(1, 0), below, out_bytes);
    if (down > 1 && across > 1) _tile_loadd(SUM(1, 1), below + EDGE, out_bytes);
  } else {
    _tile_zero(SUM(0, 0));
    if (across > 1) _tile_zero(SUM(0, 1));
    if (down > 1) _tile_zero(SUM(1, 0));
    if (down > 1 && across > 1) _tile_zero(SUM(1, 1));
  }
  const size_t left_bytes = (size_t)left->row * sizeof(uint16_t);
  const size_t panel_bytes = (size_t)p->panel_row * sizeof(uint16_t);
  const uint16_t *start = left->data + p->first;
  const uint16_t *upper = start + row / left->run * left->next + row % left->run * left->row;
  const long next = row + EDGE;
  const uint16_t *lower = start + next / left->run * left->next + next % left->run * left->row;
  for (long t = 0; t < left->taps; t++) {
    const long offset = left->offsets ? left->offsets[t] : 0;
    const uint16_t *panel = p->panel + t * p->panel_tap;
    for (long k = 0; k < p->tiles; k++, panel += EDGE * p->panel_row) {
      const long at = offset + 2 * EDGE * k;
      _tile_loadd(RIGHT(0), panel, panel_bytes);
      _tile_loadd(LEFT(0), upper + at, left_bytes);
      _tile_dpbf16ps(SUM(0, 0), LEFT(0), RIGHT(0));
      if (across > 1) _tile_loadd(RIGHT(1), panel + 2 * EDGE, panel_bytes);
      if (across > 1) _tile_dpbf16ps(SUM(0, 1), LEFT(0), RIGHT(1));
      if (down > 1) _tile_loadd(LEFT(1), lower + at, left_bytes);
      if (down > 1) _tile_dpbf16ps(SUM(1, 0), LEFT(1), RIGHT(0));
      if (down > 1 && across > 1) _tile_dpbf16ps(SUM(1, 1), LEFT(1), RIGHT(1));
    }
  }
  _tile_stored(SUM(0, 0), out, out_bytes);
  if (across > 1) _tile_stored(SUM(0, 1), out + EDGE, out_bytes);
  if (down > 1) _tile_stored(SUM(1, 0), below, out_bytes);
  if (down > 1 && across > 1) _tile_stored(SUM(1, 1), below + EDGE, out_bytes);
}

TILE_TARGET static void blocks(const depth_part *p, long rows, long columns, long pairs) {
  const int across = columns > EDGE ? 2 : 1;
  // A tile that is not used has a size as well, as one of nothing would be refused.
  tile_sizes sizes = {
      .rows = {EDGE, EDGE}, .columns = {EDGE, EDGE}, .pairs = (uint8_t)pairs};
  if (columns < EDGE) sizes.columns[0] = (uint8_t)columns;
  else if (across > 1) sizes.columns[1] = (uint8_t)(columns - EDGE);
  for (long row = 0; row < rows; row += 2 * EDGE) {
    const long some = rows - row;
    if (some < EDGE) sizes.rows[0] = (uint8_t)some;
    if (some > EDGE && some < 2 * EDGE) sizes.rows[1] = (uint8_t)(some - EDGE);
    configure(sizes);
    if (some > EDGE) across > 1 ? block(2, 2, p, row) : block(2, 1, p, row);
    else across > 1 ? block(1, 2, p, row) : block(1, 1, p, row);
  }
}

/// What two by two tiles can do, nothing being loaded.
TILE_TARGET static void peak(long rounds) {
  configure((tile_sizes){.rows = {EDGE, EDGE}, .columns = {EDGE, EDGE}, .pairs = EDGE});
  for (long round = 0; round < rounds; round++) {
    _tile_dpbf16ps(SUM(0, 0), LEFT(0), RIGHT(0));
    _tile_dpbf16ps(SUM(0, 1), LEFT(0), RIGHT(1));
    _tile_dpbf16ps(SUM(1, 0), LEFT(1), RIGHT(0));
    _tile_dpbf16ps(SUM(1, 1), LEFT(1), RIGHT(1));
  }
}

TILE_TARGET static void release(void) { _tile_release(); }
#endif

void ck_tiles_begin(void) {
#if defined(__x86_64__)
  ck_tiles_ready = ck_has_amx();
  // Whatever sizes they had, others may have released them.
  memset(&current, 0, sizeof current);
#endif
}

void ck_tiles_end(void) {
#if defined(__x86_64__)
  if (ck_tiles_ready) release();
  ck_tiles_ready = 0;
#endif
}

void ck_tile_peak(long rounds) {
#if defined(__x86_64__)
  ck_tiles_begin();
  if (ck_tiles_ready) peak(rounds);
  ck_tiles_end();
#else
  (void)rounds;
#endif
}

void ck_tile_panel(
    const ck_left *left, long rows, const uint16_t *panel, long pairs, long columns, float *out,
    long out_row, int add) {
#if defined(__x86_64__)
  const long width = columns > EDGE ? 2 * EDGE : EDGE;
  depth_part part = {
      .left = left, .panel = panel, .panel_row = 2 * width, .panel_tap = 2 * width * pairs,
      .tiles = pairs / EDGE, .out = out, .out_row = out_row, .add = add};
  if (part.tiles > 0) blocks(&part, rows, columns, EDGE);
  const long rest = pairs % EDGE;
  if (rest == 0) return;
  part.add = add || part.tiles > 0;
  part.first = 2 * EDGE * part.tiles;
  part.panel += part.first * width;
  part.tiles = 1;
  blocks(&part, rows, columns, rest);
#else
  (void)left, (void)rows, (void)panel, (void)pairs, (void)columns, (void)out, (void)out_row;
  (void)add;
#endif
}
