#define _GNU_SOURCE
#include "CTerminal.h"
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

volatile sig_atomic_t ct_is_terminating = 0;
volatile sig_atomic_t ct_is_dying = 0;

static const int ordinary[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH};
static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP};
enum { ordinary_count = sizeof ordinary / sizeof *ordinary, fatal_count = sizeof fatal / sizeof *fatal };

static int pipe_ends[2] = {-1, -1};
static struct sigaction before[ordinary_count];

static int fatal_fd = -1;
static uint8_t fatal_bytes[256];
static size_t fatal_length;
static char fatal_stack[32768];

static void note_signal(int number) {
  int kept = errno;
  if (number == SIGINT || number == SIGTERM || number == SIGHUP || number == SIGQUIT) ct_is_terminating = 1;
  uint8_t byte = (uint8_t)number;
  // A full pipe already wakes the loop, so a lost byte of a repeated signal loses nothing.
  if (write(pipe_ends[1], &byte, 1) < 0) errno = kept;
  errno = kept;
}

static void install(int index) {
  struct sigaction action = {.sa_handler = note_signal};
  sigemptyset(&action.sa_mask);
  sigaction(ordinary[index], &action, NULL);
}

int ct_signals_install(void) {
  if (pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
  ct_is_terminating = 0;
  for (int i = 0; i < ordinary_count; i++) {
    sigaction(ordinary[i], NULL, &before[i]);
    // What the one who started us wants ignored (nohup) stays ignored.
    if (before[i].sa_handler != SIG_IGN) install(i);
  }
  return pipe_ends[0];
}

void ct_signals_remove(void) {
  if (pipe_ends[0] < 0) return;
  for (int i = 0; i < ordinary_count; i++) sigaction(ordinary[i], &before[i], NULL);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  pipe_ends[0] = pipe_ends[1] = -1;
}

void ct_signals_stop_self(void) {
  struct sigaction standard = {.sa_handler = SIG_DFL}, ours;
  sigemptyset(&standard.sa_mask);
  sigaction(SIGTSTP, &standard, &ours);
  // To this thread, so that it stops before raise returns; an orphaned group does not stop at all.
  raise(SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
}

static void die(int number) {
  if (ct_is_dying) {
    // Another thread is at it already.
    for (;;) pause();
  }
  ct_is_dying = 1;
  if (fatal_fd >= 0) {
    // Should the terminal be stalled, the alarm ends us, and the parent repairs what is left.
    signal(SIGALRM, SIG_DFL);
    alarm(2);
    if (write(fatal_fd, fatal_bytes, fatal_length) >= 0 && ct_has_saved_modes) {
      tcsetattr(fatal_fd, TCSANOW, &ct_saved_modes);
    }
  }
  struct sigaction standard = {.sa_handler = SIG_DFL};
  sigemptyset(&standard.sa_mask);
  sigaction(number, &standard, NULL);
  raise(number);
}

void ct_fatal_install(int fd, const uint8_t *restore, size_t count) {
  fatal_fd = fd;
  fatal_length = count < sizeof fatal_bytes ? count : sizeof fatal_bytes;
  memcpy(fatal_bytes, restore, fatal_length);
  // A stack of its own, so that the overflow of the usual one is survived long enough.
  stack_t stack = {.ss_sp = fatal_stack, .ss_size = sizeof fatal_stack};
  sigaltstack(&stack, NULL);
  struct sigaction action = {.sa_handler = die, .sa_flags = SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < fatal_count; i++) sigaction(fatal[i], &action, NULL);
}

void ct_fatal_remove(void) {
  for (int i = 0; i < fatal_count; i++) signal(fatal[i], SIG_DFL);
  fatal_fd = -1;
}

void ct_follow_parent(void) {
  // Without the parent the shell is in the foreground: the modes are put back from behind it.
  signal(SIGTTOU, SIG_IGN);
  pid_t parent = getppid();
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  // It may have died between the two calls.
  if (getppid() != parent) raise(SIGTERM);
}
