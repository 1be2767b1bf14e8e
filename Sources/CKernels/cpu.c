#define _GNU_SOURCE
#include "CKernels.h"

#include <stdatomic.h>

#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

int ck_cpu_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512cd"))
    return CK_CPU_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return CK_CPU_AVX2;
#endif
  return CK_CPU_BASE;
}

/// Tiles of bfloat16, as the processor has them, the system keeps them and a process may have them: Linux gives
/// their 8 KB to none that does not ask.
static int find_amx(void) {
#if defined(__x86_64__) && defined(__linux__)
  enum { OSXSAVE = 1 << 27, AMX_BF16 = 1 << 22, AMX_TILE = 1 << 24, TILE_STATE = 3 << 17 };
  enum { REQUEST_STATE = 0x1023, TILE_DATA = 18 };
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & OSXSAVE)) return 0;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
  if ((d & (AMX_BF16 | AMX_TILE)) != (AMX_BF16 | AMX_TILE)) return 0;
  unsigned kept, upper;
  __asm__ volatile("xgetbv" : "=a"(kept), "=d"(upper) : "c"(0));
  if ((kept & TILE_STATE) != TILE_STATE) return 0;
  return syscall(SYS_arch_prctl, REQUEST_STATE, TILE_DATA) == 0;
#else
  return 0;
#endif
}

static _Thread_local int assumed = -1;

int ck_has_amx(void) {
  static atomic_int found = -1;
  if (assumed >= 0) return assumed;
  int has = atomic_load_explicit(&found, memory_order_relaxed);
  if (has < 0) {
    has = find_amx();
    atomic_store_explicit(&found, has, memory_order_relaxed);
  }
  return has;
}

void ck_assume_amx(int has) { assumed = has; }
