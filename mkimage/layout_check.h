/*
 * layout_check.h: what the files that judge a layout share among themselves.
 */
#ifndef MKIMAGE_LAYOUT_CHECK_H
#define MKIMAGE_LAYOUT_CHECK_H

#include "mkimage/layout.h"

enum { LAYOUT_PAGE_BYTES = 4096 };

struct checker {
    const struct layout *layout;
    struct findings *findings;
    enum layout_section section; /* the one that is being judged */
};

#define FAULT(checker, region, ...)                                                                \
    finding_add((checker)->findings, (checker)->layout->file, (region)->line, __VA_ARGS__)

/* Every section, region and number that the programs need is there. */
void layout_check_complete(const struct checker *checker);

/* What a PC and these programs ask of single regions; for a complete layout only. */
void layout_check_disk(const struct checker *checker);
void layout_check_ram(const struct checker *checker);
void layout_check_virt(const struct checker *checker);

#endif
