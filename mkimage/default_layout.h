/*
 * default_layout.h: the layout that mkimage carries with it.
 */
#ifndef MKIMAGE_DEFAULT_LAYOUT_H
#define MKIMAGE_DEFAULT_LAYOUT_H

#define DEFAULT_LAYOUT_NAME "disk.layout"

extern const char default_layout[];
extern const char default_layout_end[];

#endif
