// The parts of a terminal program that Swift cannot reach: curses' macros and mutable globals, signal
// handlers, and fork. Every function is called from the main thread unless its comment says otherwise.
#ifndef STEPSCOPE_CTERMINAL_H
#define STEPSCOPE_CTERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Attributes of a cell, to be combined.
static const uint32_t CTBold = 1, CTDim = 2, CTReverse = 4, CTUnderline = 8;

// What became of an attempt to open the screen.
static const int CTOpened = 0, CTUnknownTerminal = 1, CTNoCursorAddressing = 2, CTNoMemory = 3;

// MARK: the descriptor (tty.c)

// Opens a terminal by path, closed on exec; `nonblocking` gives a description of its own, so that nobody
// else's reads and writes change with it. -1 with errno otherwise.
int ct_tty_open(const char *path, bool nonblocking);
// Keeps the modes of a terminal for `ct_modes_restore` and the fatal handler. 0, or -1 with errno.
int ct_modes_save(int fd);
// Puts the kept modes back; `discard` throws away what was typed and not read.
int ct_modes_restore(int fd, bool discard);
// No echo, no line editing, no signals from keys.
int ct_modes_raw(int fd);
// Whether the terminal is in the modes of `ct_modes_raw` (or curses' like ones).
bool ct_modes_are_raw(int fd);
// Columns, rows, and the pixel size where the terminal says it (else 0). 0, or -1 with errno.
int ct_window_size(int fd, int *columns, int *rows, int *width, int *height);
// Writes everything to a nonblocking descriptor; gives up after `stall_ms` without progress or when a
// terminating signal came. Returns how many bytes went out.
size_t ct_write_all(int fd, const uint8_t *bytes, size_t count, int stall_ms);
// Whether the current locale writes UTF-8, after trying the environment's and then C.UTF-8.
bool ct_use_utf8_locale(void);

// MARK: curses (screen.c)

int ct_screen_open(const char *path, const char *term);
void ct_screen_close(void);
// Leaves the screen for a suspension; `ct_screen_resume` comes back to it.
void ct_screen_suspend(void);
void ct_screen_resume(void);
int ct_screen_colours(void);
void ct_screen_resize(int columns, int rows);
// Makes the next flush paint every cell.
void ct_screen_invalidate(void);
// Puts one cell: a character with its combining marks, as wide as `width`; what the system's tables think
// has another width is shown as `?`. Colours are the terminal's numbers, -1 its own.
void ct_screen_put(
  int row, int column, const uint32_t *scalars, int count, int width, uint32_t attributes,
  int foreground, int background);
void ct_screen_cursor(int row, int column, bool visible);
void ct_screen_flush(void);

// MARK: signals (signals.c)

// Handlers that only write the number of the signal to a pipe; returns its reading end, or -1.
int ct_signals_install(void);
void ct_signals_remove(void);
// Stops this process as Ctrl-Z does; returns when it is continued.
void ct_signals_stop_self(void);
// On a fatal signal: writes `restore` to the terminal, puts its modes back, and dies of the signal.
void ct_fatal_install(int fd, const uint8_t *restore, size_t count);
void ct_fatal_remove(void);
// Asks the kernel for SIGTERM when the parent dies.
void ct_follow_parent(void);

// MARK: the parent process (supervise.c)

typedef struct {
  // What the child left with, or -1.
  int exit_code;
  // The signal it died of, or 0.
  int signal;
  // Whether it left the terminal in other modes than it found.
  bool terminal_was_dirty;
} CTOutcome;

// Runs this program again, sees it through job control, and repairs the terminal afterwards: `mild` after
// any death by a signal, `full` where the modes were left changed. 0, or an errno.
int ct_supervise(char *const argv[], const char *mild, const char *full, CTOutcome *outcome);

#endif
