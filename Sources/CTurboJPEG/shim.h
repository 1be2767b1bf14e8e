#ifndef STEPSCOPE_CTURBOJPEG_SHIM_H
#define STEPSCOPE_CTURBOJPEG_SHIM_H
#include <turbojpeg.h>
#endif
