#ifndef STEPSCOPE_CKERNELS_H
#define STEPSCOPE_CKERNELS_H
#include <stddef.h>
#include <stdint.h>

// The inner loops of the engine. Every function here has a plain twin in Tests/Support.

#endif
