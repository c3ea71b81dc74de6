/*
 * layout.c: reads disk.layout, one line at a time [the file's own head describes the language].
 *
 * Comes from main.c; lines that tell a region go to layout_region.c, the whole to layout_check.c.
 * Here a line is judged by itself: its words and its numbers. What lines mean to each other is
 * layout_check.c's business. Pure.
 */
#include "mkimage/layout.h"

#include <stdlib.h>
#include <string.h>

#include "mkimage/layout_parser.h"
#include "mkimage/number.h"

const char *const layout_section_names[SECTIONS] = {
    [SECTION_DISK] = "disk",
    [SECTION_RAM] = "ram",
    [SECTION_VIRT] = "virt",
};

/* Bit by bit, as enum layout_who numbers them. */
const char *const layout_who_names[WHO_COUNT] = {"firmware", "stage1", "stage2", "kernel"};

const struct layout_value_name layout_value_names[DISK_VALUES] = {
    [DISK_VALUE_HEADS] = {"geometry", "heads", "DISK_HEADS"},
    [DISK_VALUE_SECTORS_PER_TRACK] = {"geometry", "sectors", "DISK_SECTORS_PER_TRACK"},
    [DISK_VALUE_IMAGE_MINIMUM] = {"image", "minimum", "DISK_IMAGE_BYTES"},
    [DISK_VALUE_IMAGE_MAXIMUM] = {"image", "maximum", "DISK_IMAGE_MAXIMUM_BYTES"},
    [DISK_VALUE_PARTITION_START] = {"partition", "start", "DISK_PARTITION_LBA"},
    [DISK_VALUE_PARTITION_TYPE] = {"partition", "type", "DISK_PARTITION_TYPE"},
    [DISK_VALUE_FLOPPY_SECTORS] = {"floppy", "sectors", "DISK_FLOPPY_SECTORS"},
};

const struct layout_region *layout_find(const struct layout *layout, enum layout_section section,
                                        const char *name)
{
    for (unsigned index = 0; index < layout->region_count[section]; index++) {
        const struct layout_region *region = &layout->regions[section][index];
        if (strcmp(region->name, name) == 0) {
            return region;
        }
    }
    return NULL;
}

const struct layout_region *layout_region(const struct layout *layout, enum layout_section section,
                                          const char *name)
{
    const struct layout_region *region = layout_find(layout, section, name);
    if (region == NULL) {
        abort(); /* layout_check.c's list of required regions lacks a name that a program uses */
    }
    return region;
}

bool number_read(struct parser *parser, const char *word, uint64_t *value)
{
    const char *wrong = number_parse(word, value);
    if (wrong != NULL) {
        COMPLAIN(parser, "'%s' %s", word, wrong);
    }
    return wrong == NULL;
}

/* Words that begin a line of the disk section which tells no region. */
static bool directive_is_known(const char *word)
{
    for (size_t index = 0; index < DISK_VALUES; index++) {
        if (strcmp(layout_value_names[index].directive, word) == 0) {
            return true;
        }
    }
    return false;
}

/* One pair of a directive. Its line is noted, for findings about the number that come later. */
static void value_read(struct parser *parser, const char *key, const char *number)
{
    const char *directive = parser->words[0];
    for (size_t index = 0; index < DISK_VALUES; index++) {
        const struct layout_value_name *name = &layout_value_names[index];
        if (strcmp(name->directive, directive) != 0 || strcmp(name->key, key) != 0) {
            continue;
        }
        unsigned *line = &parser->layout->value_lines[index];
        if (*line != 0) {
            COMPLAIN(parser, "'%s %s' stands in line %u already", directive, key, *line);
        } else if (number_read(parser, number, &parser->layout->values[index])) {
            *line = parser->line;
        }
        return;
    }
    COMPLAIN(parser, "%s: unknown key '%s'", directive, key);
}

/* "geometry heads 64 sectors 32": pairs of a key and its number. */
static void directive_read(struct parser *parser)
{
    if (parser->word_count == 1) {
        COMPLAIN(parser, "'%s' says nothing", parser->words[0]);
    }
    for (unsigned index = 1; index < parser->word_count; index += 2) {
        if (index + 1 == parser->word_count) {
            COMPLAIN(parser, "%s: '%s' lacks its number", parser->words[0], parser->words[index]);
            return;
        }
        value_read(parser, parser->words[index], parser->words[index + 1]);
    }
}

/* What stands in a section that was refused is skipped: it would be judged by the wrong rules, and
 * every line of it would be found fault with. */
static void section_read(struct parser *parser)
{
    parser->section = SECTIONS;
    if (parser->word_count != 2) {
        COMPLAIN(parser, "a section line is 'section' and its name");
        return;
    }
    for (unsigned section = 0; section < SECTIONS; section++) {
        if (strcmp(parser->words[1], layout_section_names[section]) != 0) {
            continue;
        }
        unsigned *line = &parser->layout->section_line[section];
        if (*line != 0) {
            COMPLAIN(parser, "section %s begins in line %u already", parser->words[1], *line);
        } else {
            *line = parser->line;
            parser->section = (enum layout_section)section;
        }
        return;
    }
    COMPLAIN(parser, "unknown section '%s'", parser->words[1]);
}

/* A line that is neither blank nor a comment. */
static void statement_read(struct parser *parser)
{
    if (strcmp(parser->words[0], "section") == 0) {
        section_read(parser);
        return;
    }
    if (parser->section == SECTIONS) {
        /* After a section line that was refused, that refusal has said what is wrong. */
        if (parser->findings->count == 0) {
            COMPLAIN(parser, "'%s' stands before the first section", parser->words[0]);
        }
        return;
    }
    if (parser->section == SECTION_DISK && directive_is_known(parser->words[0])) {
        directive_read(parser);
    } else {
        region_read(parser);
    }
}

/* Cuts parser->text into words. False where there are more than anybody needs. */
static bool words_split(struct parser *parser)
{
    const char *blanks = " \t";
    char *rest = NULL;
    parser->text[strcspn(parser->text, "#")] = '\0';
    parser->word_count = 0;
    for (char *word = strtok_r(parser->text, blanks, &rest); word != NULL;
         word = strtok_r(NULL, blanks, &rest)) {
        if (parser->word_count == LAYOUT_WORDS) {
            COMPLAIN(parser, "more than %d words", LAYOUT_WORDS);
            return false;
        }
        parser->words[parser->word_count++] = word;
    }
    return true;
}

/*
 * Copies a line; false if it holds what no layout needs. CR before the line's end is tolerated.
 *
 * Whatever does not show in an editor is refused: a no-break space or a zero byte would make a word
 * that looks like another one.
 */
static bool line_copy(struct parser *parser, const char *line, size_t bytes)
{
    if (bytes > 0 && line[bytes - 1] == '\r') {
        bytes--;
    }
    if (bytes > LAYOUT_LINE_BYTES) {
        COMPLAIN(parser, "line of %zu bytes; at most %d", bytes, LAYOUT_LINE_BYTES);
        return false;
    }
    for (size_t index = 0; index < bytes; index++) {
        if (line[index] != '\t' && (line[index] < ' ' || line[index] > '~')) {
            COMPLAIN(parser, "byte 0x%02x in column %zu is not printable ASCII",
                     (unsigned char)line[index], index + 1);
            return false;
        }
    }
    memcpy(parser->text, line, bytes);
    parser->text[bytes] = '\0';
    return true;
}

/* Stops when the findings are full: what follows would not be told anyway. */
void layout_parse(struct layout *layout, const char *text, size_t bytes, struct findings *findings)
{
    struct parser parser = {.layout = layout, .findings = findings, .section = SECTIONS};
    for (size_t start = 0; start < bytes && findings->count < FINDINGS_CAPACITY;) {
        const char *newline = memchr(text + start, '\n', bytes - start);
        size_t end = newline != NULL ? (size_t)(newline - text) : bytes;
        parser.line++;
        if (line_copy(&parser, text + start, end - start) && words_split(&parser) &&
            parser.word_count > 0) {
            statement_read(&parser);
        }
        start = end + 1;
    }
    /* A missing section is reported at the end of the file, where it could have begun. */
    layout->last_line = parser.line > 0 ? parser.line : 1;
}

bool layout_read(struct layout *layout, const char *file, const char *text, size_t bytes,
                 struct findings *findings)
{
    *layout = (struct layout){.file = file};
    layout_parse(layout, text, bytes, findings);
    layout_check(layout, findings);
    findings_sort(findings);
    return findings->count == 0;
}
