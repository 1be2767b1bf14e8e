// The C library's own versions differ from machine to machine; counted instructions should not.
#include <stddef.h>

void *memcpy(void *restrict target, const void *restrict source, size_t count) {
  char *to = target;
  const char *from = source;
  for (size_t i = 0; i < count; i++) to[i] = from[i];
  return target;
}

void *memset(void *target, int value, size_t count) {
  char *to = target;
  for (size_t i = 0; i < count; i++) to[i] = (char)value;
  return target;
}
