/*
 * image_file.c: images from files and into files, judged on both ways [image_file.h].
 *
 * Called by main.c. No image gets its name before it was read back and found sound.
 */
#include "mkimage/image_file.h"

#include <stdlib.h>
#include <unistd.h>

#include "mkimage/file.h"

enum { PATH_BYTES = 4096 };

bool view_load(struct image_view *view, const char *path, const char *shown,
               const struct layout *layout)
{
    struct file file;
    struct findings findings = {0};
    *view = (struct image_view){.file = shown};
    if (!file_read(&file, path, layout->values[DISK_VALUE_IMAGE_MAXIMUM])) {
        return false;
    }
    view->bytes = file.bytes;
    view->count = file.count;
    view->size = file.size;
    image_check(view, layout, &findings);
    findings_print(&findings, stdout);
    return findings.count == 0;
}

/* A view promises not to change the bytes; that they were allocated is known here alone. */
void view_free(struct image_view *view)
{
    free((void *)(uintptr_t)view->bytes);
}

bool image_write(const struct image *image, const struct layout *layout, const char *path,
                 struct image_view *view)
{
    char temporary[PATH_BYTES];
    if (snprintf(temporary, sizeof(temporary), "%s.part", path) >= (int)sizeof(temporary)) {
        fprintf(stderr, "%s: name too long\n", path);
        return false;
    }
    bool good = file_write_sparse(temporary, image->bytes, image->count, image->size) &&
                view_load(view, temporary, path, layout);
    if (good && rename(temporary, path) != 0) {
        perror(path);
        good = false;
    }
    if (!good) {
        unlink(temporary);
    }
    return good;
}
