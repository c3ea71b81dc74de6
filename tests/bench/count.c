/*
 * count.c: counts guest instructions, exactly, from the first byte of stage1 to a marker.
 *
 * A plugin for QEMU's TCG [QEMU 7.2 docs/devel/tcg-plugins.rst], loaded by tests/bench/guest.py,
 * which reads the file that is written here. Debian ships no qemu-plugin.h, so the few prototypes
 * of plugin API 1 that are needed stand below.
 *
 *   start=ADDRESS    counting begins when this linear address is executed for the first time
 *   end=ADDRESS      and ends when this one is executed after that; it may be the same address,
 *   marker=HEX       or when an instruction of exactly these bytes is
 *   rounds=NUMBER    for the so manieth time; 1 unless told
 *   output=FILE      gets one line for each address, "address count", in hexadecimal and decimal
 *
 * Each translated instruction adds one to the counter of its own address before it runs; a repeated
 * string instruction counts once for every round, as TCG translates it. What happened before the
 * start is subtracted by a copy of all counters made at the start.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- plugin API 1, as the QEMU binary exports it ---------------------------------------------- */

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_info; /* what kind of QEMU loads us; not asked */

enum qemu_plugin_cb_flags { QEMU_PLUGIN_CB_NO_REGS };
enum qemu_plugin_op { QEMU_PLUGIN_INLINE_ADD_U64 };

typedef void (*translation_callback)(qemu_plugin_id_t id, struct qemu_plugin_tb *block);
typedef void (*execution_callback)(unsigned int cpu, void *context);

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, translation_callback callback);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *instruction,
                                            execution_callback callback,
                                            enum qemu_plugin_cb_flags flags, void *context);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *instruction,
                                                enum qemu_plugin_op operation, void *counter,
                                                uint64_t addend);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block, size_t index);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *instruction);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *instruction);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *instruction);

__attribute__((visibility("default"))) extern const int qemu_plugin_version;
const int qemu_plugin_version = 1;

__attribute__((visibility("default"))) int qemu_plugin_install(qemu_plugin_id_t id,
                                                               const struct qemu_info *info,
                                                               int argument_count,
                                                               char **arguments);

/* --- the counters: a hash table by address that never moves an entry -------------------------- */

enum {
    BUCKETS = 1 << 16,
    MARKER_BYTES = 15, /* no x86 instruction is longer [SDM2 2.3.11] */
};

struct counter {
    struct counter *next;
    uint64_t address;
    uint64_t executed; /* TCG's own code adds to it, so it has to stay where it is */
    uint64_t before;   /* its value at the start */
};

static struct counter *buckets[BUCKETS];
static uint64_t start_address, end_address;
static unsigned char marker[MARKER_BYTES];
static size_t marker_length;
static const char *output_path;
static uint64_t rounds_left = 1;
static bool started, ended;

static _Noreturn void fail(const char *what, const char *detail)
{
    fprintf(stderr, "count: %s: %s\n", what, detail);
    _exit(EXIT_FAILURE);
}

static struct counter *counter_of(uint64_t address)
{
    struct counter **bucket = &buckets[(address ^ (address >> 16)) % BUCKETS];
    for (struct counter *counter = *bucket; counter; counter = counter->next) {
        if (counter->address == address) {
            return counter;
        }
    }
    struct counter *counter = calloc(1, sizeof *counter);
    if (!counter) {
        fail("memory", "none left");
    }
    *counter = (struct counter){.next = *bucket, .address = address};
    *bucket = counter;
    return counter;
}

static void counters_write(void)
{
    FILE *output = fopen(output_path, "w");
    if (!output) {
        fail("cannot write", output_path);
    }
    for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
        for (const struct counter *counter = buckets[bucket]; counter; counter = counter->next) {
            uint64_t executed = counter->executed - counter->before;
            if (executed) {
                fprintf(output, "%" PRIx64 " %" PRIu64 "\n", counter->address, executed);
            }
        }
    }
    if (fclose(output)) {
        fail("cannot write", output_path);
    }
}

/* --- start and end ---------------------------------------------------------------------------- */

/* The two instructions that begin and end the count are counted by their callbacks, since the order
 * of a callback and an inline addition to the same instruction is not promised. */

static void end_executed(unsigned int cpu, void *context)
{
    (void)cpu;
    if (started && !ended && --rounds_left == 0) {
        ended = true;
        counters_write();
        kill(getpid(), SIGTERM); /* QEMU takes it as a request to quit */
    }
    struct counter *counter = context;
    counter->executed++;
}

static void start_executed(unsigned int cpu, void *context)
{
    struct counter *counter = context;
    if (started && counter->address == end_address) {
        end_executed(cpu, context);
        return;
    }
    if (!started) {
        started = true;
        for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
            for (struct counter *other = buckets[bucket]; other; other = other->next) {
                other->before = other->executed;
            }
        }
    }
    counter->executed++;
}

static bool instruction_ends(const struct qemu_plugin_insn *instruction, uint64_t address)
{
    if (end_address) {
        return address == end_address;
    }
    return qemu_plugin_insn_size(instruction) == marker_length &&
           memcmp(qemu_plugin_insn_data(instruction), marker, marker_length) == 0;
}

static void block_translated(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
    (void)id;
    for (size_t index = 0; index < qemu_plugin_tb_n_insns(block); index++) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, index);
        uint64_t address = qemu_plugin_insn_vaddr(instruction);
        struct counter *counter = counter_of(address);
        if (address == start_address) {
            qemu_plugin_register_vcpu_insn_exec_cb(instruction, start_executed,
                                                   QEMU_PLUGIN_CB_NO_REGS, counter);
        } else if (instruction_ends(instruction, address)) {
            qemu_plugin_register_vcpu_insn_exec_cb(instruction, end_executed,
                                                   QEMU_PLUGIN_CB_NO_REGS, counter);
        } else {
            qemu_plugin_register_vcpu_insn_exec_inline(instruction, QEMU_PLUGIN_INLINE_ADD_U64,
                                                       &counter->executed, 1);
        }
    }
}

/* --- arguments -------------------------------------------------------------------------------- */

static uint64_t number_parse(const char *text)
{
    char *rest;
    uint64_t number = strtoull(text, &rest, 0);
    if (rest == text || *rest) {
        fail("not a number", text);
    }
    return number;
}

static void marker_parse(const char *text)
{
    size_t digits = strlen(text);
    if (digits == 0 || digits % 2 || digits / 2 > MARKER_BYTES) {
        fail("not an instruction in hexadecimal", text);
    }
    for (marker_length = 0; marker_length < digits / 2; marker_length++) {
        if (sscanf(text + 2 * marker_length, "%2hhx", &marker[marker_length]) != 1) {
            fail("not an instruction in hexadecimal", text);
        }
    }
}

static void argument_parse(const char *argument)
{
    const char *value = strchr(argument, '=');
    if (!value) {
        fail("not name=value", argument);
    }
    value++;
    if (strncmp(argument, "start=", 6) == 0) {
        start_address = number_parse(value);
    } else if (strncmp(argument, "end=", 4) == 0) {
        end_address = number_parse(value);
    } else if (strncmp(argument, "marker=", 7) == 0) {
        marker_parse(value);
    } else if (strncmp(argument, "rounds=", 7) == 0) {
        rounds_left = number_parse(value);
    } else if (strncmp(argument, "output=", 7) == 0) {
        output_path = strdup(value);
    } else {
        fail("unknown argument", argument);
    }
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argument_count,
                        char **arguments)
{
    (void)info;
    for (int index = 0; index < argument_count; index++) {
        argument_parse(arguments[index]);
    }
    if (!start_address || (!end_address && !marker_length) || !output_path) {
        fail("needs", "start=, output=, and end= or marker=");
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, block_translated);
    return 0;
}
