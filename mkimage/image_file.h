/*
 * image_file.h: images from files and into files. Findings go to standard output, other failures
 * to standard error.
 */
#ifndef MKIMAGE_IMAGE_FILE_H
#define MKIMAGE_IMAGE_FILE_H

#include "mkimage/image.h"

/* Reads and lints a file; `shown` is its name in the findings. view_free() in any case. */
bool view_load(struct image_view *view, const char *path, const char *shown,
               const struct layout *layout);

void view_free(struct image_view *view);

/* Writes beside the image and lints what was written; only then does it get its name. */
bool image_write(const struct image *image, const struct layout *layout, const char *path,
                 struct image_view *view);

#endif
