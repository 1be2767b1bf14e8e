#ifndef STEPSCOPE_CCRYPTO_SHIM_H
#define STEPSCOPE_CCRYPTO_SHIM_H
#include <openssl/evp.h>
#endif
