#ifndef STEPSCOPE_CSIXEL_SHIM_H
#define STEPSCOPE_CSIXEL_SHIM_H
#include <sixel/sixel.h>
#endif
