#ifndef STEPSCOPE_TILEEMULATOR_H
#define STEPSCOPE_TILEEMULATOR_H

// The instructions on tiles (AMX) for processors that have none: each raises SIGILL, and what it would have done
// is done here, so that tests run the very code that other processors do.

/// Takes SIGILL, unless it is taken already; 0 where there is no way to emulate. What is no instruction on tiles,
/// or one that a processor would refuse, is passed on to whoever had the signal.
int te_install(void);
/// Tile products that were emulated on the calling thread.
long te_products(void);
/// Whether the calling thread's tiles are configured.
int te_is_configured(void);

#endif
