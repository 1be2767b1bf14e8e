#define _GNU_SOURCE
#include "CKernels.h"
#include "common.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

// A digest of memory. Thirty-two lanes of 64 bits; each step is one to one in a lane, so that no change of a
// single word is ever lost.

typedef uint64_t words __attribute__((vector_size(64), aligned(1), may_alias));
enum { BLOCK = 256 };

#define STIR(LANE, DATA)                    \
  do {                                      \
    LANE ^= DATA;                           \
    LANE = LANE << 29 | LANE >> 35;         \
    LANE = LANE * 0x9E3779B97F4A7C15u;      \
  } while (0)

CK_KERNEL uint64_t ck_digest(const void *data, size_t count, uint64_t seed) {
  const unsigned char *at = data;
  words lanes[4];
  for (int l = 0; l < 4; l++)
    for (int w = 0; w < 8; w++) lanes[l][w] = seed + (uint64_t)(8 * l + w + 1) * 0xD1B54A32D192ED03u;
  for (size_t left = count; left >= BLOCK; left -= BLOCK, at += BLOCK)
    for (int l = 0; l < 4; l++) STIR(lanes[l], *(const words *)(at + 64 * l));
  unsigned char last[BLOCK] = {0};
  memcpy(last, at, count % BLOCK);
  uint64_t sum = seed ^ count;
  for (int l = 0; l < 4; l++) {
    STIR(lanes[l], *(const words *)(last + 64 * l));
    for (int w = 0; w < 8; w++) {
      sum = (sum ^ lanes[l][w]) * 0x9E3779B97F4A7C15u;
      sum ^= sum >> 32;
    }
  }
  return sum;
}

// Memory that is mapped from files. A file that another program shortens takes its pages away, and the next
// look at them is a signal; here it finds zeros instead, and whoever used them is told.

enum { GUARDS = 64 };
static struct {
  _Atomic uintptr_t start, end;
  atomic_int broken;
} guards[GUARDS];
static struct sigaction before;
static pthread_mutex_t guarding = PTHREAD_MUTEX_INITIALIZER;

static void on_bus(int number, siginfo_t *info, void *context) {
  const uintptr_t at = (uintptr_t)info->si_addr;
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (int i = 0; i < GUARDS; i++) {
    if (at < atomic_load(&guards[i].start) || at >= atomic_load(&guards[i].end)) continue;
    const int kept = errno;
    void *zeros = mmap(
        (void *)(at & ~(page - 1)), page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    errno = kept;
    if (zeros == MAP_FAILED) break;
    atomic_store(&guards[i].broken, 1);
    return;
  }
  // Not ours: as it was before, and the access that comes again meets that.
  if (before.sa_flags & SA_SIGINFO && before.sa_sigaction) {
    before.sa_sigaction(number, info, context);
  } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
    before.sa_handler(number);
  } else {
    signal(SIGBUS, SIG_DFL);
  }
}

int ck_guard(const void *start, size_t bytes) {
  int found = -1;
  pthread_mutex_lock(&guarding);
  struct sigaction now, ours = {.sa_sigaction = on_bus, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&ours.sa_mask);
  if (sigaction(SIGBUS, NULL, &now) == 0 && now.sa_sigaction != on_bus) {
    before = now;
    sigaction(SIGBUS, &ours, NULL);
  }
  for (int i = 0; i < GUARDS && found < 0; i++) {
    if (atomic_load(&guards[i].end) != 0) continue;
    atomic_store(&guards[i].broken, 0);
    atomic_store(&guards[i].start, (uintptr_t)start);
    atomic_store(&guards[i].end, (uintptr_t)start + bytes);
    found = i;
  }
  pthread_mutex_unlock(&guarding);
  return found;
}

int ck_guard_broken(int guard) { return atomic_load(&guards[guard].broken); }

void ck_unguard(int guard) {
  atomic_store(&guards[guard].end, 0);
  atomic_store(&guards[guard].start, 0);
}
