/*
 * bad_disk.c: a disk that errs, for tools/usb: stands between the program and the C library.
 *
 * Preloaded by tests/boot/test_usb.py. BAD_DISK is "what:byte", and `what` happens to the call that
 * reaches that byte or one beyond it; the program uses positioned calls for the disk alone.
 *
 *   drop       nothing is written, and success is told, as sticks do that lie about their size
 *   flip       one bit of what is written is another
 *   short      no call writes more than 1000 bytes
 *   full, eio  the write fails: no space, or an error of the device
 *   sync       waiting for the medium fails
 *   read       reading back fails; end: there is nothing to read
 *   behind     once written, a byte of BAD_DISK_FILE changes, in which the disk keeps its data
 *   stop       Ctrl-C while it is written; stop-read: while it is compared
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { SHORT_BYTES = 1000 };

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset);
ssize_t preadv64v2(int file, const struct iovec *parts, int count, off64_t offset, int flags);

static bool is_told(const char *what, off64_t end)
{
    const char *told = getenv("BAD_DISK");
    size_t length = strlen(what);
    return told != NULL && strncmp(told, what, length) == 0 && told[length] == ':' &&
           end > atoll(told + length + 1);
}

static ssize_t fail(int error)
{
    errno = error;
    return -1;
}

/* One chunk with one bit of its last byte changed. */
static ssize_t write_flipped(int file, const void *bytes, size_t count, off64_t offset)
{
    char *copy = malloc(count);
    memcpy(copy, bytes, count);
    copy[count - 1] ^= 1;
    ssize_t done = pwrite(file, copy, count, offset);
    free(copy);
    return done;
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset)
{
    off64_t end = offset + (off64_t)count;
    if (is_told("stop", end)) {
        raise(SIGINT);
    }
    if (is_told("full", end)) {
        return fail(ENOSPC);
    }
    if (is_told("eio", end)) {
        return fail(EIO);
    }
    if (is_told("drop", end)) {
        return (ssize_t)count;
    }
    if (is_told("flip", end)) {
        return write_flipped(file, bytes, count, offset);
    }
    if (is_told("short", end) && count > SHORT_BYTES) {
        count = SHORT_BYTES;
    }
    return pwrite(file, bytes, count, offset);
}

/* The disk's own cache, which the program has written to, does not know of it. */
static void change_behind(void)
{
    const char *at = strchr(getenv("BAD_DISK"), ':') + 1;
    int file = open(getenv("BAD_DISK_FILE"), O_RDWR);
    char byte = 0x55;
    if (pwrite(file, &byte, 1, atoll(at)) != 1) {
        abort();
    }
    fsync(file);
    close(file);
}

int fdatasync(int file)
{
    if (is_told("behind", lseek(file, 0, SEEK_END))) {
        fsync(file);
        change_behind();
        return 0;
    }
    return is_told("sync", lseek(file, 0, SEEK_END)) ? (int)fail(EIO) : fsync(file);
}

ssize_t preadv64v2(int file, const struct iovec *parts, int count, off64_t offset, int flags)
{
    ssize_t (*next)(int, const struct iovec *, int, off64_t, int) =
        (ssize_t(*)(int, const struct iovec *, int, off64_t, int))dlsym(RTLD_NEXT, "preadv64v2");
    if (is_told("stop-read", offset + 1)) {
        raise(SIGINT);
    }
    if (is_told("read", offset + 1)) {
        return fail(EIO);
    }
    return is_told("end", offset + 1) ? 0 : next(file, parts, count, offset, flags);
}
