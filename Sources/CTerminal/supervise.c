#define _GNU_SOURCE
#include "CTerminal.h"
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// What the handler tells the loop: the number, and whether a process sent it (the terminal's own go to
// the whole foreground group, so the child has them already).
typedef struct {
  uint8_t number;
  uint8_t was_sent;
} Notice;

static int notices[2];

static void note(int number, siginfo_t *info, void *context) {
  (void)context;
  int kept = errno;
  Notice notice = {(uint8_t)number, info && info->si_code <= 0};
  if (write(notices[1], &notice, sizeof notice) < 0) errno = kept;
  errno = kept;
}

static const int watched[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGCHLD};
enum { watched_count = sizeof watched / sizeof *watched };
static struct sigaction found[watched_count];

static void watch(void) {
  for (int i = 0; i < watched_count; i++) {
    sigaction(watched[i], NULL, &found[i]);
    if (found[i].sa_handler == SIG_IGN && watched[i] != SIGCHLD) continue;
    struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    sigaction(watched[i], &action, NULL);
  }
  // Repairing may happen from the background, where tcsetattr would stop us.
  signal(SIGTTOU, SIG_IGN);
}

static void run_child(char *const argv[]) {
  for (int i = 0; i < watched_count; i++) sigaction(watched[i], &found[i], NULL);
  signal(SIGTTOU, SIG_DFL);
  execv("/proc/self/exe", argv);
  _exit(127);
}

static bool modes_differ(int tty) {
  struct termios now;
  if (!ct_has_saved_modes || tcgetattr(tty, &now) != 0) return false;
  return now.c_iflag != ct_saved_modes.c_iflag || now.c_oflag != ct_saved_modes.c_oflag
      || now.c_cflag != ct_saved_modes.c_cflag || now.c_lflag != ct_saved_modes.c_lflag
      || memcmp(now.c_cc, ct_saved_modes.c_cc, sizeof now.c_cc) != 0;
}

static void send(int tty, const char *text) {
  // Nonblocking: a terminal that takes nothing must not keep us.
  ct_write_all(tty, (const uint8_t *)text, strlen(text), 500);
}

static void repair(int tty, const char *text, bool discard) {
  send(tty, text);
  if (discard) {
    // Answers and mouse reports still under way would end up at the shell's prompt.
    struct timespec moment = {.tv_nsec = 60 * 1000 * 1000};
    nanosleep(&moment, NULL);
  }
  ct_modes_restore(tty, discard);
}

// The child has stopped: stop with it, so that the shell has its terminal back.
static void stop_too(int tty, const char *full, int number) {
  // A child that was stopped without its knowledge could not leave the screen.
  if (number == SIGSTOP && modes_differ(tty)) repair(tty, full, false);
  struct sigaction standard = {.sa_handler = SIG_DFL}, ours;
  sigemptyset(&standard.sa_mask);
  sigaction(SIGTSTP, &standard, &ours);
  raise(SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
}

static void pass_on(const Notice *notice, pid_t child) {
  switch (notice->number) {
  case SIGINT: case SIGTERM: case SIGHUP: case SIGQUIT: case SIGTSTP:
    if (notice->was_sent) kill(child, notice->number);
    break;
  case SIGCONT:
    // The shell continues the whole group, but others may have continued us alone.
    kill(child, SIGCONT);
    break;
  default:
    break;
  }
}

// Follows the child to its end; its status.
static int follow(pid_t child, int tty, const char *full) {
  for (;;) {
    int status = 0;
    pid_t changed = waitpid(child, &status, WNOHANG | WUNTRACED);
    if (changed == child && WIFSTOPPED(status)) {
      stop_too(tty, full, WSTOPSIG(status));
      continue;
    }
    if (changed == child) return status;
    if (changed < 0 && errno != EINTR) return 0;
    Notice notice;
    ssize_t size = read(notices[0], &notice, sizeof notice);
    if (size == (ssize_t)sizeof notice) pass_on(&notice, child);
  }
}

int ct_supervise(char *const argv[], const char *mild, const char *full, CTOutcome *outcome) {
  int tty = ct_tty_open("/dev/tty", true);
  if (tty < 0) return errno;
  if (pipe2(notices, O_CLOEXEC) != 0) return errno;
  fcntl(notices[1], F_SETFL, O_NONBLOCK);
  if (ct_modes_save(tty) != 0) return errno;
  watch();
  pid_t child = fork();
  if (child < 0) return errno;
  if (child == 0) run_child(argv);
  int status = follow(child, tty, full);
  outcome->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  outcome->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  outcome->terminal_was_dirty = modes_differ(tty);
  if (outcome->terminal_was_dirty) {
    repair(tty, full, true);
  } else if (outcome->signal) {
    repair(tty, mild, true);
  }
  close(tty);
  return 0;
}
