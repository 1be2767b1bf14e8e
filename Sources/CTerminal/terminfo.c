// Takes the scrolling out of a terminal's description before curses reads it.
//
// Curses moves lines of text that it finds again elsewhere, whatever idlok says, and a moved line takes a part
// of the picture over it along. It decides so when it opens the terminal, from the description alone; and a
// description can be given to it in the environment, as hexadecimal digits (term(5), "hex:").
#define _GNU_SOURCE
#include <curses.h>

#include "CTerminal.h"
#include "private.h"

// Last, because it defines `columns` and `lines` as macros.
#include <term.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The largest description that ncurses itself reads.
enum { LARGEST = 32768 };

static const char *const scrolling[] = {"csr", "ri", "rin", "indn", "il", "il1", "dl", "dl1"};

static uint16_t number(const uint8_t *bytes) { return (uint16_t)(bytes[0] | bytes[1] << 8); }

// Marks the scrolling strings as absent; false when this is no compiled description.
static bool strip(uint8_t *entry, size_t count) {
  if (count < 12) return false;
  uint16_t magic = number(entry);
  if (magic != 0432 && magic != 01036) return false;
  size_t width = magic == 01036 ? 4 : 2;
  size_t at = 12 + (size_t)number(entry + 2) + number(entry + 4);
  at += at % 2;
  at += width * number(entry + 6);
  size_t strings = number(entry + 8);
  if (at + 2 * strings > count) return false;
  for (size_t i = 0; i < strings && strnames[i]; i++) {
    for (size_t k = 0; k < sizeof scrolling / sizeof *scrolling; k++) {
      if (strcmp(strnames[i], scrolling[k]) == 0) entry[at + 2 * i] = entry[at + 2 * i + 1] = 0xFF;
    }
  }
  return true;
}

static size_t load(const char *folder, const char *term, uint8_t *entry) {
  char path[4096];
  int length = snprintf(path, sizeof path, "%s/%c/%s", folder, term[0], term);
  if (length < 0 || (size_t)length >= sizeof path) return 0;
  FILE *file = fopen(path, "re");
  if (!file) return 0;
  size_t count = fread(entry, 1, LARGEST, file);
  fclose(file);
  return count;
}

// Reads the description from where ncurses would find it.
static size_t find(const char *term, uint8_t *entry) {
  char home[4096] = "";
  if (getenv("HOME")) snprintf(home, sizeof home, "%s/.terminfo", getenv("HOME"));
  const char *const places[] = {
    getenv("TERMINFO"), home, getenv("TERMINFO_DIRS"), "/etc/terminfo", "/lib/terminfo",
    "/usr/share/terminfo", "/usr/lib/terminfo",
  };
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    if (!places[i] || !*places[i]) continue;
    char *list = strdup(places[i]);
    char *rest = list;
    size_t count = 0;
    for (char *folder; !count && (folder = strsep(&rest, ":"));) {
      if (*folder) count = load(folder, term, entry);
    }
    free(list);
    if (count) return count;
  }
  return 0;
}

char *terminfo_forbid_scrolling(const char *term) {
  uint8_t *entry = malloc(LARGEST);
  char *digits = NULL;
  // A slash would lead out of the folders.
  size_t count = entry && term[0] && !strchr(term, '/') ? find(term, entry) : 0;
  if (count && strip(entry, count)) digits = malloc(5 + 2 * count);
  if (digits) {
    char *to = stpcpy(digits, "hex:");
    for (size_t i = 0; i < count; i++) to += sprintf(to, "%02x", entry[i]);
  }
  free(entry);
  return digits;
}
