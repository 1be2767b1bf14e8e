#ifndef STEPSCOPE_CPNG_SHIM_H
#define STEPSCOPE_CPNG_SHIM_H
#include <png.h>
#endif
