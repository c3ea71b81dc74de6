/*
 * layout_region.c: reads a line that tells a region: name, start, size, words, who uses it.
 *
 * Called by layout.c, which has cut the line into words. Which words a line may have depends on its
 * section. Pure.
 */
#include <string.h>

#include "mkimage/layout_parser.h"

/* Names become constants of four languages: a lower-case letter, then letters, digits and '_'. */
static bool name_is_good(struct parser *parser, const char *name)
{
    const char *letters = "abcdefghijklmnopqrstuvwxyz";
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (name[length] != '\0' || strchr(letters, name[0]) == NULL) {
        COMPLAIN(parser, "'%s' is not a name (a-z, then a-z, 0-9 and _)", name);
        return false;
    }
    if (length >= LAYOUT_NAME_BYTES) {
        COMPLAIN(parser, "name '%s' is longer than %d letters", name, LAYOUT_NAME_BYTES - 1);
        return false;
    }
    /* The same name in two sections is welcome: vga_text lies in ram and is seen in virt. */
    const struct layout_region *other = layout_find(parser->layout, parser->section, name);
    if (other != NULL) {
        COMPLAIN(parser, "%s region '%s' stands in line %u already",
                 layout_section_names[parser->section], name, other->line);
        return false;
    }
    return true;
}

/* The bit of one who writes or reads, 0 for a word that names nobody. */
static unsigned who_value(const char *word)
{
    for (unsigned bit = 0; bit < WHO_COUNT; bit++) {
        if (strcmp(word, layout_who_names[bit]) == 0) {
            return 1u << bit;
        }
    }
    return 0;
}

/*
 * Words [from, ...): who writes > who reads, to the end of the line.
 *
 * They make no constant and move no byte. They are asked for all the same, since a region of which
 * nobody can say who writes it is the one in which two programs meet; the docs show them.
 */
static bool who_read(struct parser *parser, unsigned from, struct layout_region *region)
{
    unsigned *side = &region->writers;
    for (unsigned index = from; index < parser->word_count; index++) {
        const char *word = parser->words[index];
        if (strcmp(word, ">") == 0 && side == &region->writers) {
            side = &region->readers;
            continue;
        }
        unsigned who = who_value(word);
        if (who == 0) {
            COMPLAIN(parser, "unknown word '%s'", word);
            return false;
        }
        if ((*side & who) != 0) {
            COMPLAIN(parser, "'%s' is named twice", word);
            return false;
        }
        *side |= who;
    }
    if (region->writers == 0 || region->readers == 0) {
        COMPLAIN(parser, "ram region '%s' lacks 'who writes > who reads'", region->name);
        return false;
    }
    return true;
}

/* The number after "align", which stands at words[index]. */
static bool align_read(struct parser *parser, unsigned index, struct layout_region *region)
{
    if (index >= parser->word_count) {
        COMPLAIN(parser, "'align' lacks its number");
        return false;
    }
    if (!number_read(parser, parser->words[index], &region->align)) {
        return false;
    }
    if (region->align == 0 || (region->align & (region->align - 1)) != 0) {
        COMPLAIN(parser, "align %s is not a power of two", parser->words[index]);
        return false;
    }
    return true;
}

/*
 * The words after the size, up to the first that may name somebody. False if one is unknown.
 *
 *   align N   ram, virt   start is to be a multiple of N
 *   stack     ram, virt   grows downward; in virt, guarded by an unmapped page on both sides
 *   mmio      ram         a device's memory, not RAM, so it may lie where no RAM need be
 */
static bool words_read(struct parser *parser, unsigned from, struct layout_region *region)
{
    unsigned index = from;
    for (; index < parser->word_count; index++) {
        const char *word = parser->words[index];
        if (strcmp(word, "align") == 0 && parser->section != SECTION_DISK) {
            index++;
            if (!align_read(parser, index, region)) {
                return false;
            }
        } else if (strcmp(word, "stack") == 0 && parser->section != SECTION_DISK) {
            region->stack = true;
        } else if (strcmp(word, "mmio") == 0 && parser->section == SECTION_RAM) {
            region->mmio = true;
        } else {
            break;
        }
    }
    if (parser->section == SECTION_RAM) {
        return who_read(parser, index, region);
    }
    if (index < parser->word_count) {
        COMPLAIN(parser, "unknown word '%s'", parser->words[index]);
        return false;
    }
    return true;
}

/* A line is taken whole or not at all: no half-read region reaches layout_check.c. */
void region_read(struct parser *parser)
{
    enum { NAME, START, SIZE, REGION_WORDS };
    struct layout *layout = parser->layout;
    struct layout_region region = {.line = parser->line};
    if (!name_is_good(parser, parser->words[NAME])) {
        return;
    }
    if (parser->word_count < REGION_WORDS) {
        COMPLAIN(parser, "region '%s' needs a start and a size", parser->words[NAME]);
        return;
    }
    /* name_is_good has compared the length; the rest of the name is zero already. */
    memcpy(region.name, parser->words[NAME], strlen(parser->words[NAME]));
    region.rest = parser->section == SECTION_DISK && strcmp(parser->words[SIZE], "rest") == 0;
    if (!number_read(parser, parser->words[START], &region.start) ||
        (!region.rest && !number_read(parser, parser->words[SIZE], &region.size)) ||
        !words_read(parser, REGION_WORDS, &region)) {
        return;
    }
    unsigned *count = &layout->region_count[parser->section];
    if (*count == LAYOUT_REGIONS) {
        COMPLAIN(parser, "more than %d regions in one section", LAYOUT_REGIONS);
        return;
    }
    layout->regions[parser->section][(*count)++] = region;
}
