/*
 * file.h: whole files in and out. Every failure is told on standard error, with the file's name.
 */
#ifndef MKIMAGE_FILE_H
#define MKIMAGE_FILE_H

#include "common/types.h"

struct file {
    uint8_t *bytes; /* free() it; allocated even where count is 0 */
    size_t count;   /* of the bytes read */
    uint64_t size;  /* of the file or device itself, which may be larger */
};

/* Reads at most `most` bytes from the beginning. */
bool file_read(struct file *file, const char *path, size_t most);

/* Writes a small file, but leaves it and its time alone where it has these bytes already, so that
 * make rebuilds nothing for a change that changed nothing. */
bool file_write_changed(const char *path, const void *bytes, size_t count);

/* Writes `count` bytes to a file of `size` bytes; what is zero, or not given, becomes a hole. */
bool file_write_sparse(const char *path, const uint8_t *bytes, size_t count, uint64_t size);

/* Makes a directory and those above it, where they are missing. */
bool directory_make(const char *path);

#endif
