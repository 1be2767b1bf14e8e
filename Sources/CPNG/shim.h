#ifndef STEPSCOPE_CPNG_SHIM_H
#define STEPSCOPE_CPNG_SHIM_H
#include <png.h>
#include <string.h>

// libpng's simplified interface: errors come back as codes and no longjmp crosses a Swift frame.
// Its macros (versions, flags, formats) are not visible to Swift, so they are used here.

static const png_uint_32 cpng_gray8 = PNG_FORMAT_GRAY;
static const png_uint_32 cpng_gray16 = PNG_FORMAT_LINEAR_Y;
static const png_uint_32 cpng_rgb8 = PNG_FORMAT_RGB;
static const png_uint_32 cpng_rgba8 = PNG_FORMAT_RGBA;

// Reads the header; 0 when that fails. `is_encoded` says that 16-bit samples are sRGB like those of
// 8 bits, which the format does not say and libpng would not assume.
static inline int cpng_begin(png_image *image, const void *bytes, size_t size, int is_encoded) {
  memset(image, 0, sizeof *image);
  image->version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(image, bytes, size)) return 0;
  if (is_encoded) image->flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  return 1;
}

static inline int cpng_has_alpha(const png_image *image) {
  return (image->format & PNG_FORMAT_FLAG_ALPHA) != 0;
}

// Reads the pixels, rows without gaps, into a buffer of width * height pixels of the format.
static inline int cpng_finish(png_image *image, png_uint_32 format, void *pixels) {
  image->format = format;
  return png_image_finish_read(image, NULL, pixels, 0, NULL);
}

// Writes a picture to memory; with a null buffer only the size is found.
static inline int cpng_write(
    png_uint_32 width, png_uint_32 height, png_uint_32 format, const void *pixels, void *bytes,
    size_t *size, char message[64]) {
  png_image image;
  memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = format;
  int ok = png_image_write_to_memory(&image, bytes, size, 0, pixels, 0, NULL);
  memcpy(message, image.message, 64);
  png_image_free(&image);
  return ok;
}

// What went wrong last, always terminated.
static inline const char *cpng_message(const png_image *image) { return image->message; }
#endif
