#ifndef STEPSCOPE_CKERNELS_TILES_H
#define STEPSCOPE_CKERNELS_TILES_H
#include "CKernels.h"

/// Whether the calling thread is between ck_tiles_begin and ck_tiles_end, with a processor that has tiles.
extern _Thread_local int ck_tiles_ready;
#endif
