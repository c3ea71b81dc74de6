/*
 * version.h: the release; the build ID tells builds of one release apart.
 */
#ifndef KERNEL_VERSION_H
#define KERNEL_VERSION_H

#define ASCENT_VERSION "0.1.0"

#endif
