/*
 * test_memory_map.c: raw maps that firmware gives, or might, and what must become of them; row
 * 02-19. Each expected map is written out; every property of memory_oracle.h holds besides.
 */
#include <string.h>

#include "tests/unit/cmocka_headers.h"
#include "tests/unit/memory_oracle.h"

enum { K = 1024, M = K * K, PAGE = 4096, LIST_MOST = 8, MANY = 512, CLEAN_CAPACITY = 1088 };

#define G          (1ull << 30)
#define TOP        MEMORY_ADDRESS_LIMIT
#define EVERYTHING UINT64_MAX

struct case_text {
    const char *name;
    struct e820_entry raw[LIST_MOST]; /* ends at the first one that is all zero */
    struct memory_range claims[LIST_MOST];
    struct memory_range clean[LIST_MOST]; /* ends at the first of which end is zero */
    bool attributes_count;
    uint64_t usable_limit; /* 0 stands for none */
};

#define USABLE(base, length)                                                                       \
    {                                                                                              \
        base, length, E820_USABLE, E820_ATTRIBUTE_VALID                                            \
    }
#define RESERVED(base, length)                                                                     \
    {                                                                                              \
        base, length, E820_RESERVED, E820_ATTRIBUTE_VALID                                          \
    }
#define TYPE(type, base, length)                                                                   \
    {                                                                                              \
        base, length, type, E820_ATTRIBUTE_VALID                                                   \
    }
#define ATTRIBUTES(attributes, type, base, length)                                                 \
    {                                                                                              \
        base, length, type, attributes                                                             \
    }
#define IS(kind, base, end)                                                                        \
    {                                                                                              \
        base, end, MEMORY_##kind, 0                                                                \
    }

static const struct case_text cases[] = {
    {.name = "nothing at all"},
    {.name = "one entry", .raw = {USABLE(0, 640 * K)}, .clean = {IS(USABLE, 0, 640 * K)}},
    {.name = "a hole before the first and between two",
     .raw = {USABLE(1 * M, 1 * M), USABLE(4 * M, 1 * M)},
     .clean = {IS(HOLE, 0, 1 * M), IS(USABLE, 1 * M, 2 * M), IS(HOLE, 2 * M, 4 * M),
               IS(USABLE, 4 * M, 5 * M)}},
    {.name = "each type of the standard",
     .raw = {USABLE(0, PAGE), RESERVED(PAGE, PAGE), TYPE(E820_ACPI_RECLAIMABLE, 2 * PAGE, PAGE),
             TYPE(E820_ACPI_NVS, 3 * PAGE, PAGE), TYPE(E820_BAD, 4 * PAGE, PAGE)},
     .clean = {IS(USABLE, 0, PAGE), IS(RESERVED, PAGE, 2 * PAGE),
               IS(ACPI_RECLAIMABLE, 2 * PAGE, 3 * PAGE), IS(ACPI_NVS, 3 * PAGE, 4 * PAGE),
               IS(BAD, 4 * PAGE, 5 * PAGE)}},

    {.name = "quirk 65: unsorted",
     .raw = {USABLE(4 * M, 1 * M), RESERVED(0, 1 * M), USABLE(1 * M, 1 * M)},
     .clean = {IS(RESERVED, 0, 1 * M), IS(USABLE, 1 * M, 2 * M), IS(HOLE, 2 * M, 4 * M),
               IS(USABLE, 4 * M, 5 * M)}},
    {.name = "quirk 65: overlapping, reserved wins",
     .raw = {USABLE(0, 2 * M), RESERVED(1 * M, 2 * M)},
     .clean = {IS(USABLE, 0, 1 * M), IS(RESERVED, 1 * M, 3 * M)}},
    {.name = "quirk 65: reserved nested in usable",
     .raw = {RESERVED(1 * M, 1 * M), USABLE(0, 4 * M)},
     .clean = {IS(USABLE, 0, 1 * M), IS(RESERVED, 1 * M, 2 * M), IS(USABLE, 2 * M, 4 * M)}},
    {.name = "quirk 65: usable nested in reserved is not usable",
     .raw = {RESERVED(0, 4 * M), USABLE(1 * M, 1 * M)},
     .clean = {IS(RESERVED, 0, 4 * M)}},
    {.name = "nested three deep, each more restrictive",
     .raw = {USABLE(0, 5 * M), TYPE(E820_ACPI_RECLAIMABLE, 1 * M, 3 * M),
             TYPE(E820_ACPI_NVS, 2 * M, 1 * M)},
     .clean = {IS(USABLE, 0, 1 * M), IS(ACPI_RECLAIMABLE, 1 * M, 2 * M), IS(ACPI_NVS, 2 * M, 3 * M),
               IS(ACPI_RECLAIMABLE, 3 * M, 4 * M), IS(USABLE, 4 * M, 5 * M)}},
    {.name = "quirk 65: zero length, at a bound, within and far above",
     .raw = {USABLE(0, 1 * M), RESERVED(0, 0), RESERVED(8 * K, 0), RESERVED(9 * K, 0),
             RESERVED(G, 0)},
     .clean = {IS(USABLE, 0, 1 * M)}},
    {.name = "the same entry twice",
     .raw = {USABLE(1 * M, 1 * M), USABLE(1 * M, 1 * M)},
     .clean = {IS(HOLE, 0, 1 * M), IS(USABLE, 1 * M, 2 * M)}},
    {.name = "quirk 70: neighbours of one kind become one range",
     .raw = {USABLE(2 * M, 1 * M), USABLE(0, 1 * M), USABLE(1 * M, 1 * M)},
     .clean = {IS(USABLE, 0, 3 * M)}},
    {.name = "quirks 65 and 71: types that no document names, 0 among them, are reserved",
     .raw = {USABLE(0, 8 * M), TYPE(0, 1 * M, 1 * M), TYPE(6, 3 * M, 1 * M), TYPE(12, 5 * M, 1 * M),
             TYPE(UINT32_MAX, 7 * M, 1 * M)},
     .clean = {IS(USABLE, 0, 1 * M), IS(RESERVED, 1 * M, 2 * M), IS(USABLE, 2 * M, 3 * M),
               IS(RESERVED, 3 * M, 4 * M), IS(USABLE, 4 * M, 5 * M), IS(RESERVED, 5 * M, 6 * M),
               IS(USABLE, 6 * M, 7 * M), IS(RESERVED, 7 * M, 8 * M)}},

    {.name = "usable ends within pages: inwards",
     .raw = {USABLE(1, 0x9fbff)},
     .clean = {IS(HOLE, 0, PAGE), IS(USABLE, PAGE, 0x9f000)}},
    {.name = "reserved ends within pages: outwards",
     .raw = {USABLE(0, 1 * M), RESERVED(0x9fc00, 1)},
     .clean = {IS(USABLE, 0, 0x9f000), IS(RESERVED, 0x9f000, 0xa0000), IS(USABLE, 0xa0000, 1 * M)}},
    {.name = "usable within one page, no page whole",
     .raw = {USABLE(0x5100, 0x200), USABLE(0x5fff, 2)}},
    {.name = "usable entries that meet within a page",
     .raw = {USABLE(0x9fc00, 0x400), USABLE(0, 0x9fc00)},
     .clean = {IS(USABLE, 0, 0xa0000)}},
    {.name = "usable entries that miss each other by one byte within a page",
     .raw = {USABLE(0, 0x1800), USABLE(0x1801, 0x17ff)},
     .clean = {IS(USABLE, 0, PAGE), IS(HOLE, PAGE, 2 * PAGE), IS(USABLE, 2 * PAGE, 3 * PAGE)}},
    {.name = "a page made of five pieces, some overlapping",
     .raw = {USABLE(0x1c00, 0x400), USABLE(0x1000, 0x300), USABLE(0x1200, 0x900),
             USABLE(0x1b00, 0x100), USABLE(0x1100, 0x80)},
     .clean = {IS(HOLE, 0, PAGE), IS(USABLE, PAGE, 2 * PAGE)}},
    {.name = "two kinds in one page: the more restrictive one",
     .raw = {TYPE(E820_ACPI_RECLAIMABLE, 0x1000, 0x800), TYPE(E820_ACPI_NVS, 0x1800, 0x1800)},
     .clean = {IS(HOLE, 0, PAGE), IS(ACPI_NVS, PAGE, 3 * PAGE)}},
    {.name = "two reserved entries in one page, usable around and between",
     .raw = {USABLE(0, 0x1400), RESERVED(0x1400, 0x10), USABLE(0x1410, 0x3f0), RESERVED(0x1800, 8),
             USABLE(0x1808, 0x17f8)},
     .clean = {IS(USABLE, 0, PAGE), IS(RESERVED, PAGE, 2 * PAGE), IS(USABLE, 2 * PAGE, 3 * PAGE)}},

    {.name = "an entry that wraps at 2^64",
     .raw = {USABLE(0, 1 * M), RESERVED(4 * G, UINT64_MAX)},
     .clean = {IS(USABLE, 0, 1 * M), IS(HOLE, 1 * M, 4 * G), IS(RESERVED, 4 * G, TOP)}},
    {.name = "an entry that ends at 2^64",
     .raw = {RESERVED(0 - G, G), USABLE(0, 1 * M)},
     .clean = {IS(USABLE, 0, 1 * M)}},
    {.name = "all of the address space reserved",
     .raw = {USABLE(0, 1 * M), RESERVED(0, UINT64_MAX)},
     .clean = {IS(RESERVED, 0, TOP)}},
    {.name = "usable across the limit of addresses",
     .raw = {USABLE(TOP - 1 * M, 2 * M)},
     .clean = {IS(HOLE, 0, TOP - 1 * M), IS(USABLE, TOP - 1 * M, TOP)}},
    {.name = "across 4 GiB",
     .raw = {USABLE(4 * G - 1 * M, 2 * M), RESERVED(4 * G - PAGE, PAGE)},
     .clean = {IS(HOLE, 0, 4 * G - 1 * M), IS(USABLE, 4 * G - 1 * M, 4 * G - PAGE),
               IS(RESERVED, 4 * G - PAGE, 4 * G), IS(USABLE, 4 * G, 4 * G + 1 * M)}},

    {.name = "quirk 62: an answer of 24 bytes that asks to be ignored gives nothing",
     .attributes_count = true,
     .raw = {USABLE(0, 1 * M), ATTRIBUTES(0, E820_USABLE, 1 * M, 1 * M),
             ATTRIBUTES(2, E820_USABLE, 2 * M, 1 * M), ATTRIBUTES(3, E820_USABLE, 3 * M, 1 * M)},
     .clean = {IS(USABLE, 0, 1 * M), IS(HOLE, 1 * M, 3 * M), IS(USABLE, 3 * M, 4 * M)}},
    {.name = "quirk 62: but what it takes stays taken",
     .attributes_count = true,
     .raw = {USABLE(0, 2 * M), ATTRIBUTES(0, E820_RESERVED, 1 * M, 1 * M)},
     .clean = {IS(USABLE, 0, 1 * M), IS(RESERVED, 1 * M, 2 * M)}},
    {.name = "quirk 62: attributes that are not believed do not matter",
     .attributes_count = false,
     .raw = {ATTRIBUTES(0, E820_USABLE, 0, 1 * M), ATTRIBUTES(0, E820_RESERVED, 1 * M, 1 * M)},
     .clean = {IS(USABLE, 0, 1 * M), IS(RESERVED, 1 * M, 2 * M)}},

    {.name = "a map that is not complete: usable above the limit is reserved",
     .usable_limit = 2 * M + 5,
     .raw = {USABLE(0, 4 * M), TYPE(E820_ACPI_NVS, 3 * M, PAGE)},
     .clean = {IS(USABLE, 0, 2 * M), IS(RESERVED, 2 * M, 4 * M)}},
    {.name = "a limit above everything changes nothing",
     .usable_limit = G,
     .raw = {USABLE(0, 4 * M)},
     .clean = {IS(USABLE, 0, 4 * M)}},

    {.name = "claims take usable pages, in any order, overlapping",
     .raw = {USABLE(0, 4 * M)},
     .claims = {IS(KERNEL, 2 * M, 3 * M), IS(STAGE2, 0x500, 0x8800), IS(FRAME_ZERO, 0, PAGE)},
     .clean = {IS(FRAME_ZERO, 0, PAGE), IS(STAGE2, PAGE, 0x9000), IS(USABLE, 0x9000, 2 * M),
               IS(KERNEL, 2 * M, 3 * M), IS(USABLE, 3 * M, 4 * M)}},
    {.name = "claims never soften what the firmware keeps",
     .raw = {USABLE(0, 1 * M), RESERVED(1 * M, 1 * M), TYPE(E820_ACPI_RECLAIMABLE, 2 * M, 1 * M)},
     .claims = {IS(KERNEL, 512 * K, 3 * M)},
     .clean = {IS(USABLE, 0, 512 * K), IS(KERNEL, 512 * K, 1 * M), IS(RESERVED, 1 * M, 2 * M),
               IS(ACPI_RECLAIMABLE, 2 * M, 3 * M)}},
    {.name = "quirk 66: low memory cut at what the BIOS keeps for itself",
     .raw = {USABLE(0, 640 * K), USABLE(1 * M, 1 * M)},
     .claims = {IS(RESERVED, 0x9f800, 1 * M)},
     .clean = {IS(USABLE, 0, 0x9f000), IS(RESERVED, 0x9f000, 1 * M), IS(USABLE, 1 * M, 2 * M)}},
    {.name = "a claim where nothing was reported",
     .claims = {IS(PAGE_TABLES, 1 * M, 2 * M)},
     .clean = {IS(HOLE, 0, 1 * M), IS(PAGE_TABLES, 1 * M, 2 * M)}},
    {.name = "claims that would give memory, are empty or end before they begin",
     .raw = {RESERVED(0, 1 * M)},
     .claims = {IS(USABLE, 0, 2 * M), IS(KERNEL, 64 * K, 64 * K), IS(KERNEL, 128 * K, 64 * K)},
     .clean = {IS(RESERVED, 0, 1 * M)}},
    {.name = "a claim that would give memory says nothing above the limit either",
     .usable_limit = 1 * M,
     .raw = {USABLE(0, 1 * M)},
     .claims = {IS(USABLE, 2 * M, 3 * M)},
     .clean = {IS(USABLE, 0, 1 * M)}},
    {.name = "a claim of no known kind is reserved",
     .raw = {USABLE(0, 1 * M)},
     .claims = {{.base = 0, .end = PAGE, .kind = MEMORY_KINDS}},
     .clean = {IS(RESERVED, 0, PAGE), IS(USABLE, PAGE, 1 * M)}},
};

static uint32_t raw_length(const struct case_text *text)
{
    uint32_t count = 0;
    static const struct e820_entry end;
    while (count < LIST_MOST && memcmp(&text->raw[count], &end, sizeof(end)) != 0) {
        count++;
    }
    return count;
}

static uint32_t range_length(const struct memory_range *ranges)
{
    uint32_t count = 0;
    while (count < LIST_MOST && ranges[count].end != 0) {
        count++;
    }
    return count;
}

static void check_case(const struct case_text *text)
{
    struct memory_range clean[2 * LIST_MOST];
    struct memory_source source = {
        .entries = text->raw,
        .entry_count = raw_length(text),
        .attributes_count = text->attributes_count,
        .claims = text->claims,
        .claim_count = range_length(text->claims),
        .usable_limit = text->usable_limit != 0 ? text->usable_limit : EVERYTHING,
    };
    uint32_t expected = range_length(text->clean);
    uint32_t count = memory_map_clean(&source, clean, ARRAY_LENGTH(clean));
    if (count != expected || memcmp(clean, text->clean, count * sizeof(clean[0])) != 0) {
        for (uint32_t i = 0; i < count && i < ARRAY_LENGTH(clean); i++) {
            print_error("%#llx %#llx %s\n", (unsigned long long)clean[i].base,
                        (unsigned long long)clean[i].end, memory_kind_name(clean[i].kind));
        }
        fail_msg("\"%s\": %u ranges, as above, not %u as expected", text->name, count, expected);
    }
    memory_properties_check(&source);
}

static void test_corpus(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        check_case(&cases[i]);
    }
}

static struct e820_entry many[MANY];

/* Limine met a machine with 312 entries; here each is apart from the next and ends within pages. */
static void test_300_entries(void **state)
{
    (void)state;
    static struct memory_range clean[CLEAN_CAPACITY];
    for (uint32_t i = 0; i < 300; i++) {
        many[299 - i] = (struct e820_entry)USABLE(4ull * M * i + 5, 2 * M);
    }
    struct memory_source source = {.entries = many, .entry_count = 300, .usable_limit = EVERYTHING};
    assert_int_equal(memory_map_clean(&source, clean, CLEAN_CAPACITY), 600);
    for (uint32_t i = 0; i < 600; i += 2) {
        assert_int_equal(clean[i].kind, MEMORY_HOLE);
        assert_int_equal(clean[i + 1].kind, MEMORY_USABLE);
        assert_int_equal(clean[i + 1].base, 4ull * M * (i / 2) + PAGE);
        assert_int_equal(clean[i + 1].end, 4ull * M * (i / 2) + 2 * M);
    }
    memory_properties_check(&source);
}

/* The most that boot_info can carry: with the claims of stage2 it still fits its clean[]. */
static void test_512_entries_and_claims_fit(void **state)
{
    (void)state;
    static struct memory_range claims[31];
    for (uint32_t i = 0; i < MANY; i++) {
        many[i] = (struct e820_entry)RESERVED(1ull * M * (MANY - i), 64 * K + 1);
    }
    for (uint32_t i = 0; i < ARRAY_LENGTH(claims); i++) {
        claims[i] =
            (struct memory_range)IS(KERNEL, M * (i + 1ull) + 512 * K, M * (i + 1ull) + 513 * K);
    }
    struct memory_source source = {
        .entries = many,
        .entry_count = MANY,
        .claims = claims,
        .claim_count = ARRAY_LENGTH(claims),
        .usable_limit = EVERYTHING,
    };
    uint32_t count = memory_map_clean(&source, NULL, 0);
    assert_int_equal(count, 2 * (MANY + ARRAY_LENGTH(claims)));
    assert_true(count <= CLEAN_CAPACITY);
    memory_properties_check(&source);
}

/* 512 entries within one page, each of 8 bytes, in the worst order for handing over. */
static void test_512_entries_in_one_page(void **state)
{
    (void)state;
    struct memory_range run;
    for (uint32_t i = 0; i < MANY; i++) {
        many[i] = (struct e820_entry)USABLE(2 * PAGE - 8 * (i + 1), 8);
    }
    struct memory_source source = {
        .entries = many, .entry_count = MANY, .usable_limit = EVERYTHING};
    assert_true(memory_map_next(&source, PAGE, &run));
    assert_int_equal(run.kind, MEMORY_USABLE);
    assert_int_equal(run.end, 2 * PAGE);
    memory_properties_check(&source);

    many[200].length = 7;
    assert_int_equal(memory_map_clean(&source, NULL, 0), 0);
}

static void test_place(void **state)
{
    (void)state;
    static const struct e820_entry raw[] = {USABLE(0, 640 * K), USABLE(1 * M, 2 * M),
                                            USABLE(16 * M, 32 * M)};
    static const struct memory_range claims[] = {IS(KERNEL, 1 * M, 2 * M)};
    struct memory_source source = {.entries = raw,
                                   .entry_count = ARRAY_LENGTH(raw),
                                   .claims = claims,
                                   .claim_count = ARRAY_LENGTH(claims),
                                   .usable_limit = EVERYTHING};
    phys_t place = phys(1);
    assert_true(memory_map_place(&source, 0, 640 * K, &place));
    assert_int_equal(place.value, 0);
    assert_true(memory_map_place(&source, 1 * M, PAGE, &place));
    assert_int_equal(place.value, 2 * M);
    assert_true(memory_map_place(&source, 1 * M, 1 * M + PAGE, &place));
    assert_int_equal(place.value, 16 * M);
    assert_true(memory_map_place(&source, 20 * M + 1, 28 * M - PAGE, &place));
    assert_int_equal(place.value, 20 * M + PAGE);
    assert_false(memory_map_place(&source, 20 * M + 1, 28 * M, &place));
    assert_false(memory_map_place(&source, 0, 33 * M, &place));
    assert_false(memory_map_place(&source, UINT64_MAX, PAGE, &place));
    assert_int_equal(place.value, 20 * M + PAGE);
    assert_int_equal(memory_map_usable_bytes(&source), 640 * K + 1 * M + 32 * M);
}

/* Row 02-19 counts the kinds; a kind without a name of its own could not be told on a screen. */
static void test_every_kind_has_its_own_name(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind < MEMORY_KINDS; kind++) {
        assert_string_not_equal(memory_kind_name(kind), "?");
        for (uint32_t other = 0; other < kind; other++) {
            assert_string_not_equal(memory_kind_name(kind), memory_kind_name(other));
        }
    }
    assert_string_equal(memory_kind_name(MEMORY_USABLE), "usable");
    assert_string_equal(memory_kind_name(MEMORY_ACPI_NVS), "ACPI NVS");
    assert_string_equal(memory_kind_name(MEMORY_KINDS), "?");
    assert_string_equal(memory_kind_name(UINT32_MAX), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_corpus),
        cmocka_unit_test(test_300_entries),
        cmocka_unit_test(test_512_entries_and_claims_fit),
        cmocka_unit_test(test_512_entries_in_one_page),
        cmocka_unit_test(test_place),
        cmocka_unit_test(test_every_kind_has_its_own_name),
    };
    return cmocka_run_group_tests_name("memory_map", tests, NULL, NULL);
}
