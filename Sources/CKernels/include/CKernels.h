#ifndef STEPSCOPE_CKERNELS_H
#define STEPSCOPE_CKERNELS_H
#include <stddef.h>
#include <stdint.h>

// The inner loops of the engine. Every function here has a plain twin in Tests/Support.

// Half-precision formats to float32 (half.c). Source and target must not overlap.
// IEEE binary16, with the processor's conversion where it has one.
void stepscope_widen_f16(const uint16_t *source, float *target, size_t count);
// IEEE binary16 in plain arithmetic, the fallback of the above.
void stepscope_widen_f16_portable(const uint16_t *source, float *target, size_t count);
// bfloat16: the upper half of a float32.
void stepscope_widen_bf16(const uint16_t *source, float *target, size_t count);

#endif
