#define _GNU_SOURCE
#include "CTerminal.h"
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct termios ct_saved_modes;
volatile sig_atomic_t ct_has_saved_modes = 0;

int ct_tty_open(const char *path, bool nonblocking) {
  return open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | (nonblocking ? O_NONBLOCK : 0));
}

int ct_modes_save(int fd) {
  if (tcgetattr(fd, &ct_saved_modes) != 0) return -1;
  ct_has_saved_modes = 1;
  return 0;
}

int ct_modes_restore(int fd, bool discard) {
  if (!ct_has_saved_modes) return 0;
  return tcsetattr(fd, discard ? TCSAFLUSH : TCSADRAIN, &ct_saved_modes);
}

int ct_modes_raw(int fd) {
  struct termios modes;
  if (tcgetattr(fd, &modes) != 0) return -1;
  cfmakeraw(&modes);
  modes.c_cc[VMIN] = 1;
  modes.c_cc[VTIME] = 0;
  return tcsetattr(fd, TCSADRAIN, &modes);
}

bool ct_modes_are_raw(int fd) {
  struct termios modes;
  return tcgetattr(fd, &modes) == 0 && (modes.c_lflag & (ICANON | ECHO | ISIG)) == 0;
}

int ct_window_size(int fd, int *columns, int *rows, int *width, int *height) {
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) != 0) return -1;
  *columns = size.ws_col;
  *rows = size.ws_row;
  *width = size.ws_xpixel;
  *height = size.ws_ypixel;
  return 0;
}

size_t ct_write_all(int fd, const uint8_t *bytes, size_t count, int stall_ms) {
  size_t done = 0;
  while (done < count) {
    if (ct_is_dying) {
      // The fatal handler on another thread has the terminal; this thread has nothing left to do.
      for (;;) pause();
    }
    ssize_t written = write(fd, bytes + done, count - done);
    if (written > 0) {
      done += (size_t)written;
      continue;
    }
    if (written < 0 && errno != EAGAIN && errno != EINTR) break;
    if (ct_is_terminating) break;
    struct pollfd wait = {.fd = fd, .events = POLLOUT};
    int ready = poll(&wait, 1, stall_ms);
    if (ready == 0) break;
    if (ready > 0 && (wait.revents & (POLLERR | POLLHUP | POLLNVAL))) break;
  }
  return done;
}

bool ct_use_utf8_locale(void) {
  setlocale(LC_ALL, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return true;
  return setlocale(LC_CTYPE, "C.UTF-8") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
