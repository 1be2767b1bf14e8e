#ifndef STEPSCOPE_TILEEMULATOR_TILES_H
#define STEPSCOPE_TILEEMULATOR_TILES_H
#include <stddef.h>
#include <stdint.h>

// What the instructions do, after Intel's manual. Each gives 0 where the processor would refuse it.

enum { TILES = 8, TILE_ROWS = 16, TILE_BYTES = 64 };

/// LDTILECFG.
int tile_configure(const uint8_t *memory);
/// TILERELEASE.
void tile_release(void);
/// TILEZERO.
int tile_zero(int tile);
/// TILELOADD and TILELOADDT1.
int tile_load(int tile, const uint8_t *memory, int64_t stride);
/// TILESTORED.
int tile_store(int tile, uint8_t *memory, int64_t stride);
/// TDPBF16PS.
int tile_multiply(int sums, int left, int right);

#endif
