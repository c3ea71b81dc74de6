/*
 * fuzz_memory_ask.c: stage2's memory query over a BIOS that errs in any way that fake_bios.h knows:
 * it ends, breaks no rule, and believes no memory that the firmware did not call usable. From a
 * BIOS that errs in nothing that hides an entry it has the whole list.
 *
 * Input: the BIOS's errors (5 bytes), how often the list is told and at which distance, so that it
 * may be longer than the room for it (3 bytes), the old calls' answers, then the list's entries.
 */
#include <string.h>

#include "common/pc/bios.h"
#include "stage2/real/memory.h"
#include "tests/fuzz/e820_input.h"
#include "tests/unit/fake_bios.h"
#include "tests/unit/memory_oracle.h"

enum {
    E820_LEAST_BYTES = 20,
    DRAWN_MOST = 48,
    ENTRIES_MOST = 700,
    CALLS_MOST = 4 * BOOT_RAW_CAPACITY,
    LISTED_MOST = 24,
    RUNS_MOST = 48,
    LOW_BYTES = 4096
};

static struct e820_entry entries[ENTRIES_MOST];

/* All of a healthy machine but its memory, of which nobody here writes more than a page. */
static void machine_start(void)
{
    static struct fake_bios healthy;
    if (healthy.gate.bios_opens) {
        memcpy(&fake, &healthy, offsetof(struct fake_bios, memory) + LOW_BYTES);
        return;
    }
    fake_start();
    healthy = fake;
}

static bool flag(struct random *input, uint32_t chances)
{
    return random_below(input, chances) == 1;
}

/* Nowhere, or one of the first entries. */
static int place(struct random *input)
{
    return flag(input, 4) ? (int)random_below(input, 16) : FAKE_NOWHERE;
}

static void errors_draw(struct random *input)
{
    struct fake_system *system = &fake.system;
    fake.gate.open = true;
    fake.clobbers = flag(input, 2);
    system->entry_bytes = (uint32_t)random_below(input, 32);
    system->leaves_attributes = flag(input, 4);
    system->spoils_attributes = flag(input, 4);
    system->ends_with_cf = flag(input, 2);
    system->forgets_smap_with_cf = flag(input, 2);
    system->smap_lost_at = place(input);
    system->short_at = place(input);
    system->short_bytes = (uint32_t)random_below(input, 32);
    system->short_ends = flag(input, 2);
    system->circle_to = place(input);
    system->counts_itself = flag(input, 4);
    system->never_ends = flag(input, 16);
    system->unknown_untouched = flag(input, 2);
}

static void old_calls_draw(struct random *input)
{
    struct fake_system *system = &fake.system;
    system->e801_known = flag(input, 2);
    system->e801_ax = (uint16_t)random_from_bytes(input, 2);
    system->e801_bx = (uint16_t)random_from_bytes(input, 2);
    system->e801_cx = (uint16_t)random_from_bytes(input, 2);
    system->e801_dx = (uint16_t)random_from_bytes(input, 2);
    system->memory_88_known = flag(input, 2);
    system->memory_88 = (uint16_t)random_from_bytes(input, 2);
    system->int12 = (uint16_t)random_from_bytes(input, 2);
}

static void list_draw(struct random *input)
{
    uint32_t drawn = 0, count;
    uint32_t times = flag(input, 8) ? 1 + (uint32_t)random_below(input, 64) : 1;
    uint64_t distance = random_from_bytes(input, 2) << 16;
    while (input->left > 0 && drawn < DRAWN_MOST) {
        entries[drawn++] = e820_input_entry(input);
    }
    for (count = drawn; count < drawn * times && count < ENTRIES_MOST; count++) {
        entries[count] = entries[count - drawn];
        entries[count].base += distance;
    }
    if (count > 0) {
        fake.system.entries = entries;
        fake.system.entry_count = (int)count;
        fake.system.circle_to %= (int)count;
    }
}

/* What the firmware has listed as usable, for the oracle; without what restricts it. */
static struct memory_source listed(void)
{
    static struct e820_entry usable[ENTRIES_MOST];
    struct memory_source source = {.entries = usable, .usable_limit = UINT64_MAX};
    for (int i = 0; i < fake.system.entry_count; i++) {
        if (entries[i].type == E820_USABLE) {
            usable[source.entry_count++] = entries[i];
        }
    }
    return source;
}

/* Each usable run, of a long list each of the first, lies in what was listed; of short lists, which
 * do not take long, the oracle knows the rest. */
static void usable_judge(const struct memory_source *clean)
{
    struct memory_source source = listed();
    struct memory_range run = {0}, all;
    for (uint32_t i = 0; i < RUNS_MOST && memory_map_next(clean, run.end, &run); i++) {
        if (run.kind == MEMORY_USABLE) {
            assert_true(memory_map_next(&source, run.base, &all));
            assert_int_equal(all.kind, MEMORY_USABLE);
            assert_true(all.end >= run.end);
        }
    }
}

/* A BIOS with nothing wrong that could hide an entry; one that always gives the same EBX could,
 * where it lists the same twice. */
static bool is_honest(void)
{
    const struct fake_system *system = &fake.system;
    return system->entry_bytes >= E820_LEAST_BYTES && system->smap_lost_at == FAKE_NOWHERE &&
           system->short_at == FAKE_NOWHERE && system->circle_to == FAKE_NOWHERE &&
           !system->counts_itself && !system->never_ends && system->entry_count > 0 &&
           system->entry_count <= BOOT_RAW_CAPACITY;
}

static bool is_usable(const struct e820_entry *entry)
{
    unsigned __int128 end = (unsigned __int128)entry->base + entry->length;
    return entry->type == E820_USABLE && entry->length > 0 && end > FIRST_MIB &&
           entry->base < MEMORY_ADDRESS_LIMIT;
}

/* Then its list is kept as it is, and believed if there is a usable byte above 1 MiB. */
static void honest_judge(const struct facts *facts)
{
    bool has_usable = false;
    for (int i = 0; i < fake.system.entry_count; i++) {
        has_usable = has_usable || is_usable(&entries[i]);
    }
    assert_int_equal(facts->memory_method == MEMORY_E820, has_usable);
    if (has_usable) {
        assert_int_equal(facts->raw_count, fake.system.entry_count);
        assert_int_equal(facts->raw_lost, 0);
        for (uint32_t i = 0; i < facts->raw_count; i++) {
            assert_memory_equal(&facts->raw[i], &entries[i], E820_LEAST_BYTES);
        }
    }
}

static void answer_judge(const struct facts *facts, bool is_answered)
{
    struct memory_range claims[CLAIMS];
    struct memory_source clean = memory_source(facts, claims);
    assert_true(facts->raw_count <= BOOT_RAW_CAPACITY);
    assert_int_equal(is_answered, facts->memory_method != 0);
    assert_in_range(facts->low_memory_bytes, 128 << 10, 640 << 10);
    if (is_honest()) {
        honest_judge(facts);
    }
    if (!is_answered) {
        return;
    }
    assert_true(facts->raw_count > 0);
    if (facts->raw_count <= LISTED_MOST) {
        memory_properties_check(&clean);
    }
    if (facts->memory_method == MEMORY_E820 && !fake.system.never_ends) {
        usable_judge(&clean);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static struct facts facts;
    struct random input = fuzz_draw(bytes, count);
    machine_start();
    errors_draw(&input);
    old_calls_draw(&input);
    list_draw(&input);
    memset(&facts, 0xcc, sizeof(facts));
    facts.kernel_phys = 0;
    bool is_answered = memory_ask(&facts);
    assert_null(fake.breach);
    assert_true(fake.system.e820_calls <= CALLS_MOST);
    answer_judge(&facts, is_answered);
    return 0;
}
