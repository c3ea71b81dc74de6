/*
 * main.c: mkimage's command line: the only reader of disk.layout, the maker and judge of images.
 *
 *   mkimage layout LAYOUT OUTDIR                          constants for every program
 *   mkimage build LAYOUT STAGE1 STAGE2 KERNEL IMAGE ...   the image
 *   mkimage variants IMAGE DIRECTORY                      the image, as other firmware wants it
 *   mkimage check FILE [LAYOUT]                           the linter
 *   mkimage size FILE [REGION=BYTES]...                   bytes used and left
 *
 * Files are read and written here, in image_file.c and in file.c alone; what happens to their bytes
 * is decided in the pure files. Exit status: 0 done, 1 something is wrong with the files, 2 with
 * the command.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mkimage/default_layout.h"
#include "mkimage/emit.h"
#include "mkimage/file.h"
#include "mkimage/image_file.h"
#include "mkimage/number.h"
#include "mkimage/variant.h"

enum { EXIT_WRONG = 1, EXIT_USAGE = 2 };

enum {
    LAYOUT_BYTES_MOST = 1 << 20, /* a plan of a megabyte is not one */
    PATH_BYTES = 4096,
    USES_MOST = 16,
};

static const char usage_text[] =
    "mkimage: the boot image and all constants, from disk.layout\n"
    "\n"
    "usage: mkimage layout LAYOUT OUTDIR\n"
    "       mkimage build LAYOUT STAGE1 STAGE2 KERNEL IMAGE [REGION=BYTES]...\n"
    "       mkimage variants IMAGE DIRECTORY\n"
    "       mkimage check FILE [LAYOUT]\n"
    "       mkimage size FILE [REGION=BYTES]...\n"
    "       mkimage [COMMAND] --help\n";

static const char layout_help[] =
    "usage: mkimage layout LAYOUT OUTDIR\n"
    "\n"
    "Checks the plan and writes OUTDIR/layout.inc (NASM), layout.h (C), layout.ld (linker),\n"
    "layout.mk (make), layout.md (tables for the docs) and constants.inc (the C headers' numbers\n"
    "for NASM). A file that does not change keeps its time.\n";

static const char build_help[] =
    "usage: mkimage build LAYOUT STAGE1 STAGE2 KERNEL IMAGE [REGION=BYTES]...\n"
    "\n"
    "Lays the three flat binaries into IMAGE, fills in lengths, CRCs, build ID and partition\n"
    "table, reads the result back, checks it and prints the bytes used and left in every region.\n"
    "On any error there is no IMAGE afterwards.\n"
    "\n"
    "REGION=BYTES tells how much of a ram region its program takes, for that table.\n";

static const char variants_help[] = "usage: mkimage variants IMAGE DIRECTORY\n"
                                    "\n"
                                    "Writes DIRECTORY/ascent-NAME.img for each sort of firmware "
                                    "that does not boot IMAGE: the same\n"
                                    "with another sector 0. docs/real-hardware.md has the table.\n";

static const char check_help[] =
    "usage: mkimage check FILE [LAYOUT]\n"
    "\n"
    "Reads any file as if it were an image and tells everything that is wrong with it, or which\n"
    "variant it is. Without LAYOUT it is compared with the disk.layout that this mkimage was\n"
    "built with.\n";

static const char size_help[] =
    "usage: mkimage size FILE [REGION=BYTES]...\n"
    "\n"
    "Checks an image as `check FILE` does and prints the bytes used and left in every region.\n";

/* The commands, as a table: main looks one up, counts its arguments and calls it. */
struct command {
    const char *name;
    const char *help;
    int least; /* arguments after the command */
    int most;
    int (*run)(int count, char **arguments);
};

/* False, and everything said, where the file cannot be read or its plan is not sound. */
static bool layout_load(struct layout *layout, const char *path)
{
    struct file file;
    struct findings findings = {0};
    if (!file_read(&file, path, LAYOUT_BYTES_MOST)) {
        return false;
    }
    if (file.size > LAYOUT_BYTES_MOST) {
        fprintf(stderr, "%s: larger than %d bytes\n", path, LAYOUT_BYTES_MOST);
        free(file.bytes);
        return false;
    }
    bool good = layout_read(layout, path, (const char *)file.bytes, file.count, &findings);
    findings_print(&findings, stderr);
    free(file.bytes);
    return good;
}

typedef void (*emitter)(const struct layout *layout, FILE *out);

/* The text is made in memory first, since a file that has it already is to be left alone. */
static bool emit_file(const struct layout *layout, const char *directory, const char *name,
                      emitter emit)
{
    char path[PATH_BYTES];
    char *text = NULL;
    size_t length = 0;
    if (snprintf(path, sizeof(path), "%s/%s", directory, name) >= (int)sizeof(path)) {
        fprintf(stderr, "%s: name too long\n", directory);
        return false;
    }
    FILE *out = open_memstream(&text, &length);
    if (out == NULL) {
        fprintf(stderr, "%s: out of memory\n", path);
        return false;
    }
    emit(layout, out);
    bool good = fclose(out) == 0 && file_write_changed(path, text, length);
    free(text);
    return good;
}

/* Nothing is written for a plan that is refused: programs keep the constants of the last sound one.
 */
static int layout_run(int count, char **arguments)
{
    static const struct {
        const char *name;
        emitter emit;
    } outputs[] = {
        {"layout.inc", emit_nasm},      {"layout.h", emit_c},
        {"layout.ld", emit_linker},     {"layout.mk", emit_make},
        {"layout.md", emit_markdown},   {"constants.inc", emit_constants},
        {"variants.md", emit_variants},
    };
    (void)count;
    struct layout layout;
    if (!layout_load(&layout, arguments[0]) || !directory_make(arguments[1])) {
        return EXIT_WRONG;
    }
    for (size_t index = 0; index < ARRAY_LENGTH(outputs); index++) {
        if (!emit_file(&layout, arguments[1], outputs[index].name, outputs[index].emit)) {
            return EXIT_WRONG;
        }
    }
    return EXIT_SUCCESS;
}

/* The layout that came with the program, put in by default_layout.c. */
static bool layout_load_default(struct layout *layout)
{
    struct findings findings = {0};
    bool good =
        layout_read(layout, DEFAULT_LAYOUT_NAME, default_layout, default_layout_bytes, &findings);
    findings_print(&findings, stderr);
    return good;
}

/* Findings are what this command is for, so they go to standard output. */
static int check_run(int count, char **arguments)
{
    struct layout layout;
    struct image_view view;
    if (count > 1 ? !layout_load(&layout, arguments[1]) : !layout_load_default(&layout)) {
        return EXIT_WRONG;
    }
    bool good = view_load(&view, arguments[0], arguments[0], &layout);
    if (good) {
        const struct variant *variant = variant_of(view.bytes);
        bool normal = variant == variant_at(0);
        printf("%s: OK, laid out as in %s%s%s\n", arguments[0], layout.file,
               normal ? "" : ", variant ", normal ? "" : variant->name);
    }
    view_free(&view);
    return good ? EXIT_SUCCESS : EXIT_WRONG;
}

/* "real_bss=14000". */
static bool use_read(struct region_use *use, char *argument, const struct layout *layout)
{
    char *equals = strchr(argument, '=');
    if (equals == NULL || number_parse(equals + 1, &use->bytes) != NULL) {
        fprintf(stderr, "mkimage: '%s' is not REGION=BYTES\n", argument);
        return false;
    }
    *equals = '\0';
    use->name = argument;
    const struct layout_region *region = layout_find(layout, SECTION_RAM, argument);
    if (region == NULL) {
        fprintf(stderr, "%s: ram has no region '%s'\n", layout->file, argument);
        return false;
    }
    if (use->bytes > region->size) {
        fprintf(stderr, "%s:%u: ram region '%s' has %llu bytes, %llu less than its program takes\n",
                layout->file, region->line, argument, (unsigned long long)region->size,
                (unsigned long long)(use->bytes - region->size));
        return false;
    }
    return true;
}

static bool uses_read(struct region_use *uses, char **arguments, size_t count,
                      const struct layout *layout)
{
    for (size_t index = 0; index < count; index++) {
        if (!use_read(&uses[index], arguments[index], layout)) {
            return false;
        }
    }
    return true;
}

static int size_run(int count, char **arguments)
{
    struct layout layout;
    struct image_view view;
    struct region_use uses[USES_MOST];
    size_t use_count = (size_t)(count - 1);
    if (!layout_load_default(&layout) || !uses_read(uses, arguments + 1, use_count, &layout)) {
        return EXIT_WRONG;
    }
    bool good = view_load(&view, arguments[0], arguments[0], &layout);
    if (good) {
        report_print(stdout, &layout, &view, uses, use_count);
    }
    view_free(&view);
    return good ? EXIT_SUCCESS : EXIT_WRONG;
}

/* The name goes along with the bytes, for the findings. */
static bool source_read(struct image_source *source, struct file *file, const char *path,
                        const struct layout *layout)
{
    /* One byte more than the largest image: enough to see that it does not fit. */
    if (!file_read(file, path, layout->values[DISK_VALUE_IMAGE_MAXIMUM] + 1)) {
        return false;
    }
    *source = (struct image_source){.file = path, .bytes = file->bytes, .count = file->count};
    return true;
}

/* From three files to one. `arguments` are STAGE1, STAGE2, KERNEL and IMAGE. */
static bool image_build(char **arguments, const struct region_use *uses, size_t use_count,
                        const struct layout *layout)
{
    struct file files[3] = {{0}};
    struct image_sources sources;
    struct image image = {0};
    struct image_view view = {0};
    struct findings findings = {0};
    bool good = source_read(&sources.stage1, &files[0], arguments[0], layout) &&
                source_read(&sources.stage2, &files[1], arguments[1], layout) &&
                source_read(&sources.kernel, &files[2], arguments[2], layout) &&
                image_lay(&image, layout, &sources, &findings) &&
                image_write(&image, layout, arguments[3], &view);
    findings_print(&findings, stderr);
    if (good) {
        report_print(stdout, layout, &view, uses, use_count);
    }
    view_free(&view);
    free(image.bytes);
    for (size_t index = 0; index < ARRAY_LENGTH(files); index++) {
        free(files[index].bytes);
    }
    return good;
}

static int build_run(int count, char **arguments)
{
    enum { IMAGE = 4, FIXED = 5 };
    struct layout layout;
    struct region_use uses[USES_MOST];
    size_t use_count = (size_t)(count - FIXED);
    /* Whatever fails: an image of an earlier build is not to be taken for this one's. */
    unlink(arguments[IMAGE]);
    if (!layout_load(&layout, arguments[0]) ||
        !uses_read(uses, arguments + FIXED, use_count, &layout)) {
        return EXIT_WRONG;
    }
    return image_build(arguments + 1, uses, use_count, &layout) ? EXIT_SUCCESS : EXIT_WRONG;
}

/* A copy of the image, with the variant's sector 0. */
static bool variant_write(const struct variant *variant, const struct image_view *view,
                          const struct layout *layout, const char *directory)
{
    char path[PATH_BYTES];
    struct image image = {.bytes = malloc(view->count), .count = view->count, .size = view->size};
    struct image_view written = {0};
    bool good = image.bytes != NULL && snprintf(path, sizeof(path), "%s/ascent-%s.img", directory,
                                                variant->name) < (int)sizeof(path);
    if (good) {
        memcpy(image.bytes, view->bytes, view->count);
        variant_apply(variant, image.bytes);
        good = image_write(&image, layout, path, &written);
    } else {
        fprintf(stderr, "%s: no memory for its variant %s, or the name is too long\n", directory,
                variant->name);
    }
    view_free(&written);
    free(image.bytes);
    return good;
}

/* What a variant's sector 0 is made of stands in the normal one's alone. */
static int variants_run(int count, char **arguments)
{
    (void)count;
    struct layout layout;
    struct image_view view;
    if (!layout_load_default(&layout)) {
        return EXIT_WRONG;
    }
    bool good = view_load(&view, arguments[0], arguments[0], &layout);
    if (good && variant_of(view.bytes) != variant_at(0)) {
        fprintf(stderr, "%s: is a variant itself; give the normal image\n", arguments[0]);
        good = false;
    }
    good = good && directory_make(arguments[1]);
    for (unsigned number = 1; good && variant_at(number) != NULL; number++) {
        good = variant_write(variant_at(number), &view, &layout, arguments[1]);
    }
    view_free(&view);
    return good ? EXIT_SUCCESS : EXIT_WRONG;
}

static const struct command commands[] = {
    {"layout", layout_help, 2, 2, layout_run},
    {"build", build_help, 5, 5 + USES_MOST, build_run},
    {"variants", variants_help, 2, 2, variants_run},
    {"check", check_help, 1, 2, check_run},
    {"size", size_help, 1, 1 + USES_MOST, size_run},
};

/* Too few arguments or too many: the command's own help says what it wants. */
static int command_run(const struct command *command, int count, char **arguments)
{
    if (count == 1 && strcmp(arguments[0], "--help") == 0) {
        fputs(command->help, stdout);
        return EXIT_SUCCESS;
    }
    if (count < command->least || count > command->most) {
        fputs(command->help, stderr);
        return EXIT_USAGE;
    }
    return command->run(count, arguments);
}

int main(int count, char **arguments)
{
    if (count == 2 && strcmp(arguments[1], "--help") == 0) {
        fputs(usage_text, stdout);
        return EXIT_SUCCESS;
    }
    for (size_t index = 0; count > 1 && index < ARRAY_LENGTH(commands); index++) {
        if (strcmp(arguments[1], commands[index].name) == 0) {
            return command_run(&commands[index], count - 2, arguments + 2);
        }
    }
    if (count > 1) {
        fprintf(stderr, "mkimage: unknown command '%s'\n", arguments[1]);
    }
    fputs(usage_text, stderr);
    return EXIT_USAGE;
}
