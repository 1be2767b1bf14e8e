#ifndef STEPSCOPE_COPENBLAS_SHIM_H
#define STEPSCOPE_COPENBLAS_SHIM_H
#include <cblas.h>

// Exported by Debian's libopenblas but in no header; weak, so that another build of OpenBLAS links.
extern char *openblas_get_corename(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));
extern void gotoblas_dynamic_init(void) __attribute__((weak));
#endif
