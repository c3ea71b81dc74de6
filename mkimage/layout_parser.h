/*
 * layout_parser.h: the state of reading a layout, shared by layout.c and layout_region.c.
 */
#ifndef MKIMAGE_LAYOUT_PARSER_H
#define MKIMAGE_LAYOUT_PARSER_H

#include "mkimage/layout.h"

struct parser {
    struct layout *layout;
    struct findings *findings;
    enum layout_section section; /* SECTIONS before the first */
    unsigned line;
    char text[LAYOUT_LINE_BYTES + 1];
    const char *words[LAYOUT_WORDS];
    unsigned word_count;
};

#define COMPLAIN(parser, ...)                                                                      \
    finding_add((parser)->findings, (parser)->layout->file, (parser)->line, __VA_ARGS__)

/* Reads a number, or complains of the word. */
bool number_read(struct parser *parser, const char *word, uint64_t *value);

/* Reads the line as a region of the parser's section and adds it to the layout. */
void region_read(struct parser *parser);

#endif
