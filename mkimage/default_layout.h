/*
 * default_layout.h: the layout that mkimage carries with it.
 */
#ifndef MKIMAGE_DEFAULT_LAYOUT_H
#define MKIMAGE_DEFAULT_LAYOUT_H

#include "common/types.h"

#define DEFAULT_LAYOUT_NAME "disk.layout"

/* Named for the assembler too, since some hosts put an underscore before a name of C. */
extern const uint64_t default_layout_bytes __asm__("default_layout_bytes");
extern const char default_layout[] __asm__("default_layout"); /* without a final NUL */

#endif
