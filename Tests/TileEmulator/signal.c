#define _GNU_SOURCE
#include "TileEmulator.h"

#if defined(__x86_64__) && defined(__linux__)
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <ucontext.h>

#include "tiles.h"

/// An instruction with a three-byte VEX prefix, taken apart.
typedef struct {
  int prefix, opcode;
  /// The register of the ModRM byte, the one of its other end, and the one of the prefix.
  int reg, rm, other;
  int has_memory, has_index;
  uint8_t *address;
  int64_t stride;
  int length;
} instruction;

enum { VEX3 = 0xC4, MAP_0F38 = 2, NONE = 0, P66 = 1, PF3 = 2, PF2 = 3 };

static int64_t general(const ucontext_t *context, int number) {
  static const int order[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP,
                                REG_RSI, REG_RDI, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                REG_R12, REG_R13, REG_R14, REG_R15};
  return context->uc_mcontext.gregs[order[number]];
}

/// Reads what an instruction in memory addresses; `at` is behind its ModRM byte.
static void read_memory(
    instruction *i, const ucontext_t *context, const uint8_t *start, const uint8_t *at, int mode,
    int base_bit, int index_bit) {
  int64_t address = 0;
  int base = i->rm, far = mode == 2;
  if (i->rm == 4) {
    const int index = (*at >> 3 & 7) | index_bit << 3;
    base = *at & 7;
    i->has_index = 1;
    i->stride = index == 4 ? 0 : general(context, index) * (1 << (*at >> 6));
    at++;
  }
  const int is_absolute = mode == 0 && base == 5;
  if (is_absolute) far = 1;
  else address = general(context, base | base_bit << 3);
  if (mode == 1) address += (int8_t)*at++;
  if (far) {
    int32_t offset;
    memcpy(&offset, at, sizeof offset);
    at += sizeof offset;
    address += offset;
  }
  i->length = (int)(at - start);
  // Without an index byte such an address counts from the next instruction.
  if (is_absolute && !i->has_index) address += (int64_t)(intptr_t)at;
  i->address = (uint8_t *)(intptr_t)address;
}

/// 0 where it is no instruction of the map that those on tiles are in.
static int decode(const uint8_t *at, const ucontext_t *context, instruction *i) {
  memset(i, 0, sizeof *i);
  if (at[0] != VEX3 || (at[1] & 0x1F) != MAP_0F38) return 0;
  // Inverted bits: of the registers' numbers in the second byte, a whole number in the third.
  const int reg_bit = !(at[1] & 0x80), index_bit = !(at[1] & 0x40), base_bit = !(at[1] & 0x20);
  const int is_wide = at[2] & 0x80, is_long = at[2] & 4;
  if (is_wide || is_long) return 0;
  i->prefix = at[2] & 3;
  i->other = ~(at[2] >> 3) & 15;
  i->opcode = at[3];
  i->reg = (at[4] >> 3 & 7) | reg_bit << 3;
  i->rm = at[4] & 7;
  const int mode = at[4] >> 6;
  i->length = 5;
  if (mode == 3) {
    i->rm |= base_bit << 3;
  } else {
    i->has_memory = 1;
    read_memory(i, context, at, at + 5, mode, base_bit, index_bit);
  }
  return i->reg < TILES && (i->has_memory || i->rm < TILES);
}

static int perform(const instruction *i) {
  if (i->opcode == 0x5C)
    return i->prefix == PF3 && !i->has_memory && i->other < TILES &&
           tile_multiply(i->reg, i->rm, i->other);
  if (i->other != 0) return 0;
  if (i->opcode == 0x49) {
    if (i->prefix == NONE && i->has_memory && i->reg == 0) return tile_configure(i->address);
    if (i->prefix == NONE && !i->has_memory && i->reg == 0 && i->rm == 0) {
      tile_release();
      return 1;
    }
    return i->prefix == PF2 && !i->has_memory && i->rm == 0 && tile_zero(i->reg);
  }
  if (i->opcode != 0x4B || !i->has_memory || !i->has_index) return 0;
  if (i->prefix == PF2 || i->prefix == P66) return tile_load(i->reg, i->address, i->stride);
  return i->prefix == PF3 && tile_store(i->reg, i->address, i->stride);
}

static struct sigaction before;

static void on_illegal(int number, siginfo_t *info, void *data) {
  ucontext_t *context = data;
  greg_t *next = &context->uc_mcontext.gregs[REG_RIP];
  instruction i;
  if (decode((const uint8_t *)(intptr_t)*next, context, &i) && perform(&i)) {
    *next += i.length;
  } else if (before.sa_flags & SA_SIGINFO) {
    before.sa_sigaction(number, info, data);
  } else if (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN) {
    // The instruction is met again, and ends the process.
    signal(number, SIG_DFL);
  } else {
    before.sa_handler(number);
  }
}

int te_install(void) {
  static pthread_mutex_t installing = PTHREAD_MUTEX_INITIALIZER;
  struct sigaction mine = {.sa_sigaction = on_illegal, .sa_flags = SA_SIGINFO}, there;
  sigemptyset(&mine.sa_mask);
  pthread_mutex_lock(&installing);
  int is_done = sigaction(SIGILL, NULL, &there) == 0;
  if (is_done && !((there.sa_flags & SA_SIGINFO) && there.sa_sigaction == on_illegal)) {
    before = there;
    is_done = sigaction(SIGILL, &mine, NULL) == 0;
  }
  pthread_mutex_unlock(&installing);
  return is_done;
}
#else
int te_install(void) { return 0; }
#endif
