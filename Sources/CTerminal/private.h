// Shared by the files of this target, not seen from Swift.
#ifndef STEPSCOPE_CTERMINAL_PRIVATE_H
#define STEPSCOPE_CTERMINAL_PRIVATE_H

#include <signal.h>
#include <termios.h>

// Set by the handlers of terminating signals: writes to a stalled terminal are given up.
extern volatile sig_atomic_t ct_is_terminating;
// Set by the fatal handler: nobody else writes to the terminal any more.
extern volatile sig_atomic_t ct_is_dying;
// The modes kept by `ct_modes_save`.
extern struct termios ct_saved_modes;
extern volatile sig_atomic_t ct_has_saved_modes;

// The description of a terminal without scrolling, for the environment variable TERMINFO; NULL where none is
// found. The caller frees it.
char *terminfo_forbid_scrolling(const char *term);

#endif
