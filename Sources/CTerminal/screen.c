#define _GNU_SOURCE
// SwiftPM passes no -D flags of pkg-config, and curses.h hides its wide characters without this.
#define NCURSES_WIDECHAR 1
#include <curses.h>

#include "CTerminal.h"
#include "private.h"

// Last, because it defines `columns` and `lines` as macros.
#include <term.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static FILE *input;
static FILE *output;

static void close_files(void) {
  if (input) fclose(input);
  if (output) fclose(output);
  input = output = NULL;
}

// Opens the screen with a description that knows no scrolling; with the usual one where there is none.
static SCREEN *open_screen(const char *term) {
  char *description = terminfo_forbid_scrolling(term);
  if (!description) return newterm(term, output, input);
  char *before = getenv("TERMINFO") ? strdup(getenv("TERMINFO")) : NULL;
  setenv("TERMINFO", description, 1);
  SCREEN *opened = newterm(term, output, input);
  if (before) {
    setenv("TERMINFO", before, 1);
  } else {
    unsetenv("TERMINFO");
  }
  free(before);
  free(description);
  return opened ? opened : newterm(term, output, input);
}

static void configure(void) {
  raw();
  noecho();
  nonl();
  // Keys are read and decoded elsewhere: curses must neither look for them nor hold a flush back.
  typeahead(-1);
  // Inserting and deleting characters or lines would move pictures without curses knowing.
  idcok(stdscr, FALSE);
  idlok(stdscr, FALSE);
  scrollok(stdscr, FALSE);
  leaveok(stdscr, FALSE);
  if (has_colors()) {
    start_color();
    use_default_colors();
  }
  curs_set(0);
}

int ct_screen_open(const char *path, const char *term) {
  int fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return CTUnknownTerminal;
  int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  output = fdopen(fd, "w");
  input = copy < 0 ? NULL : fdopen(copy, "r");
  if (!output || !input) {
    close_files();
    return CTNoMemory;
  }
  int error = 0;
  if (setupterm(term, fd, &error) != OK) {
    close_files();
    return CTUnknownTerminal;
  }
  const char *address = tigetstr("cup");
  bool can_move = address && address != (char *)-1;
  del_curterm(cur_term);
  if (!can_move) {
    close_files();
    return CTNoCursorAddressing;
  }
  screen = open_screen(term);
  if (!screen) {
    close_files();
    return CTUnknownTerminal;
  }
  set_term(screen);
  configure();
  return CTOpened;
}

void ct_screen_close(void) {
  if (!screen) return;
  endwin();
  delscreen(screen);
  screen = NULL;
  close_files();
}

void ct_screen_suspend(void) {
  if (screen) endwin();
}

void ct_screen_resume(void) {
  if (!screen) return;
  clearok(curscr, TRUE);
  wnoutrefresh(stdscr);
  doupdate();
}

int ct_screen_colours(void) { return screen && has_colors() ? COLORS : 0; }

void ct_screen_resize(int width, int height) {
  if (!screen) return;
  // Not resizeterm, which would also queue a key.
  resize_term(height, width);
  clearok(curscr, TRUE);
}

void ct_screen_invalidate(void) {
  if (screen) clearok(curscr, TRUE);
}

static attr_t curses_attributes(uint32_t attributes) {
  attr_t result = A_NORMAL;
  if (attributes & CTBold) result |= A_BOLD;
  if (attributes & CTDim) result |= A_DIM;
  if (attributes & CTReverse) result |= A_REVERSE;
  if (attributes & CTUnderline) result |= A_UNDERLINE;
  return result;
}

static int pair_of(int foreground, int background) {
  if ((foreground == -1 && background == -1) || !has_colors()) return 0;
  int pair = alloc_pair(foreground, background);
  return pair < 0 ? 0 : pair;
}

void ct_screen_put(
  int row, int column, const uint32_t *scalars, int count, int width, uint32_t attributes,
  int foreground, int background) {
  if (!screen || count < 1 || row < 0 || column < 0 || row >= LINES || column + width > COLS) return;
  wchar_t text[CCHARW_MAX + 1] = {0};
  text[0] = (wchar_t)scalars[0];
  int used = 1;
  bool fits = wcwidth(text[0]) == width;
  for (int i = 1; fits && i < count && used < CCHARW_MAX; i++) {
    if (wcwidth((wchar_t)scalars[i]) == 0) text[used++] = (wchar_t)scalars[i];
  }
  if (!fits) {
    text[0] = L'?';
    text[1] = 0;
  }
  cchar_t cell;
  int pair = pair_of(foreground, background);
  setcchar(&cell, text, curses_attributes(attributes), (short)(pair > 32767 ? 32767 : pair), &pair);
  mvadd_wch(row, column, &cell);
  if (!fits && width == 2) {
    text[0] = L' ';
    setcchar(&cell, text, curses_attributes(attributes), (short)(pair > 32767 ? 32767 : pair), &pair);
    mvadd_wch(row, column + 1, &cell);
  }
}

void ct_screen_cursor(int row, int column, bool visible) {
  if (!screen) return;
  curs_set(visible ? 1 : 0);
  if (row >= 0 && row < LINES && column >= 0 && column < COLS) move(row, column);
}

void ct_screen_flush(void) {
  if (!screen || ct_is_dying) return;
  wnoutrefresh(stdscr);
  doupdate();
}
