#ifndef STEPSCOPE_COPENBLAS_SHIM_H
#define STEPSCOPE_COPENBLAS_SHIM_H
#include <cblas.h>

// Exported by Debian's libopenblas but in no header; weak, so that another build of OpenBLAS links.
extern char *openblas_get_corename(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));
extern void gotoblas_dynamic_init(void) __attribute__((weak));

/// The name of the instruction set in use, or null where the library does not tell.
static inline const char *stepscope_blas_core(void) {
  return openblas_get_corename ? openblas_get_corename() : 0;
}

/// Chooses the instruction set again, heeding OPENBLAS_CORETYPE; 0 where the library cannot.
static inline int stepscope_blas_choose_again(void) {
  if (!gotoblas_dynamic_quit || !gotoblas_dynamic_init) return 0;
  gotoblas_dynamic_quit();
  gotoblas_dynamic_init();
  return 1;
}
#endif
