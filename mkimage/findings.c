/*
 * findings.c: the bounded list of reasons [findings.h]. Pure but for the printing.
 */
#include "mkimage/findings.h"

#include <stdarg.h>

/* The count goes on when the list is full, so that it can be told how much was left out. */
void finding_add(struct findings *findings, const char *file, unsigned line, const char *format,
                 ...)
{
    unsigned index = findings->count++;
    if (index >= FINDINGS_CAPACITY) {
        return;
    }
    struct finding *finding = &findings->list[index];
    finding->file = file;
    finding->line = line;

    va_list arguments;
    va_start(arguments, format);
    vsnprintf(finding->text, sizeof(finding->text), format, arguments);
    va_end(arguments);
}

static unsigned findings_kept(const struct findings *findings)
{
    return findings->count < FINDINGS_CAPACITY ? findings->count : FINDINGS_CAPACITY;
}

/* Insertion sort: stable, and twenty entries are its home ground. */
void findings_sort(struct findings *findings)
{
    unsigned kept = findings_kept(findings);
    for (unsigned next = 1; next < kept; next++) {
        struct finding moving = findings->list[next];
        unsigned place = next;
        while (place > 0 && findings->list[place - 1].line > moving.line) {
            findings->list[place] = findings->list[place - 1];
            place--;
        }
        findings->list[place] = moving;
    }
}

void findings_print(const struct findings *findings, FILE *out)
{
    unsigned kept = findings_kept(findings);
    for (unsigned index = 0; index < kept; index++) {
        const struct finding *finding = &findings->list[index];
        if (finding->line != 0) {
            fprintf(out, "%s:%u: %s\n", finding->file, finding->line, finding->text);
        } else {
            fprintf(out, "%s: %s\n", finding->file, finding->text);
        }
    }
    if (findings->count > kept) {
        fprintf(out, "... and %u more\n", findings->count - kept);
    }
}
