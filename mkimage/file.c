/*
 * file.c: whole files in and out, by POSIX calls [file.h]. Holds no decision about their content.
 */
#include "mkimage/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FILE_MODE = 0666, /* the user's umask takes away what it wants */
    DIRECTORY_MODE = 0777,
    BLOCK_BYTES = 4096, /* the grain of holes on common file systems */
};

/* Returns false, so that a caller can return what fail returns. */
static bool fail(const char *path)
{
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return false;
}

static bool fail_close(const char *path, int descriptor)
{
    fail(path);
    close(descriptor);
    return false;
}

/* Reads until `most` bytes are there or the file ends. */
static bool bytes_read(int descriptor, struct file *file, size_t most)
{
    while (file->count < most) {
        ssize_t got = read(descriptor, file->bytes + file->count, most - file->count);
        if (got < 0) {
            return false;
        }
        if (got == 0) {
            break;
        }
        file->count += (size_t)got;
    }
    return true;
}

bool file_read(struct file *file, const char *path, size_t most)
{
    *file = (struct file){0};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return fail(path);
    }
    /* The end's offset is the size of a device too, where fstat says 0. */
    off_t size = lseek(descriptor, 0, SEEK_END);
    if (size < 0 || lseek(descriptor, 0, SEEK_SET) != 0) {
        return fail_close(path, descriptor);
    }
    file->size = (uint64_t)size;
    most = file->size < most ? (size_t)file->size : most;
    file->bytes = malloc(most + 1);
    if (file->bytes == NULL || !bytes_read(descriptor, file, most)) {
        free(file->bytes);
        return fail_close(path, descriptor);
    }
    close(descriptor);
    return true;
}

/* A write may be cut short, by a disk that fills up for example; the rest is tried again. */
static bool bytes_write(int descriptor, const uint8_t *bytes, size_t count, off_t offset)
{
    while (count > 0) {
        ssize_t done = pwrite(descriptor, bytes, count, offset);
        if (done < 0) {
            return false;
        }
        bytes += done;
        count -= (size_t)done;
        offset += done;
    }
    return true;
}

/* A file that is not there yet is no error here. */
static bool file_has(const char *path, const void *bytes, size_t count)
{
    struct file file;
    if (access(path, F_OK) != 0 || !file_read(&file, path, count + 1)) {
        return false;
    }
    bool same = file.count == count && memcmp(file.bytes, bytes, count) == 0;
    free(file.bytes);
    return same;
}

bool file_write_changed(const char *path, const void *bytes, size_t count)
{
    return file_has(path, bytes, count) || file_write_sparse(path, bytes, count, count);
}

/* The first byte is zero, and each byte is the one before it. */
static bool block_is_zero(const uint8_t *bytes, size_t count)
{
    return bytes[0] == 0 && memcmp(bytes, bytes + 1, count - 1) == 0;
}

/* Blocks of zeros are not written: the file has been given its length, and they are holes. */
static bool blocks_write(int descriptor, const uint8_t *bytes, size_t count)
{
    for (size_t offset = 0; offset < count; offset += BLOCK_BYTES) {
        size_t block = count - offset < BLOCK_BYTES ? count - offset : BLOCK_BYTES;
        if (!block_is_zero(bytes + offset, block) &&
            !bytes_write(descriptor, bytes + offset, block, (off_t)offset)) {
            return false;
        }
    }
    return true;
}

bool file_write_sparse(const char *path, const uint8_t *bytes, size_t count, uint64_t size)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, FILE_MODE);
    if (descriptor < 0) {
        return fail(path);
    }
    if (ftruncate(descriptor, (off_t)size) != 0 || !blocks_write(descriptor, bytes, count)) {
        return fail_close(path, descriptor);
    }
    /* A full disk or a network may only be told of here. */
    return close(descriptor) == 0 || fail(path);
}

/* Cuts the path at each slash in turn; what exists already is not made. */
bool directory_make(const char *path)
{
    char part[PATH_MAX];
    size_t length = strlen(path);
    if (length >= sizeof(part)) {
        errno = ENAMETOOLONG;
        return fail(path);
    }
    memcpy(part, path, length + 1);
    for (size_t end = 1; end <= length; end++) {
        if (path[end] != '/' && path[end] != '\0') {
            continue;
        }
        part[end] = '\0';
        if (mkdir(part, DIRECTORY_MODE) != 0 && errno != EEXIST) {
            return fail(part);
        }
        part[end] = '/';
    }
    return true;
}
