/*
 * fake_bios.h: a machine behind stage2's doors that errs, lies and clobbers as it is told.
 *
 * The files of stage2/real run over it: fake_bios.c holds memory and bios_call(), fake_disk.c
 * answers INT 13h, fake_system.c INT 12h and 15h, fake_gate.c the ports and the A20 gate,
 * fake_console.c INT 10h, COM1 and CPUID. A test starts a machine with fake_start(), sets what is
 * wrong with it and calls the code under test.
 *
 * Whatever the test, the fake watches that the caller keeps the rules which every BIOS relies on
 * (registers' upper halves clear, no transfer over a 64 KiB line, a whole packet, the drive's own
 * number); the first breach stands in fake.breach, and makes the test fail.
 */
#ifndef TESTS_UNIT_FAKE_BIOS_H
#define TESTS_UNIT_FAKE_BIOS_H

#include "common/memory_map.h"
#include "stage2/real/doors.h"
#include "stage2/real/transfer.h"

enum {
    FAKE_MEMORY_BYTES = 0x110000, /* the first MiB, and what segment FFFF reaches beyond it */
    FAKE_SCRIPT_CAPACITY = 4096,
    FAKE_NOWHERE = -1,
    FAKE_SERIAL_CAPACITY = 1 << 14,
    FAKE_LEAVES = 8,
};

/* How one read call ends. */
enum fake_read {
    READ_GOOD,
    READ_ERROR,            /* CF and the status; nothing moved */
    READ_ERROR_AFTER_HALF, /* the same, but half of the sectors were moved */
    READ_ERROR_UNNUMBERED, /* CF, and 0 in AH */
    READ_CORRECTED,        /* CF and 11h, and the data is right */
    READ_GOOD_WITH_NUMBER, /* no CF, and an error's number in AH */
    READ_SHORT,            /* no CF; half of the sectors moved, and the packet says so */
    READ_NOTHING,          /* no CF, nothing moved, and the packet says so */
    READ_PACKET_SPOILT,    /* good; of the packet only the count survives */
    READ_COUNT_WILD,       /* good; the packet's count becomes FFFF */
    READ_KINDS,
};

struct fake_disk {
    uint8_t drive;
    uint32_t sectors;
    bool edd;                           /* AH=41h announces packets, and AH=42h takes them */
    uint8_t edd_version;                /* AH after AH=41h */
    struct chs_geometry real;           /* how AH=02h translates */
    struct chs_geometry told;           /* what AH=08h says */
    const struct kernel_header *kernel; /* what sector kernel_lba begins with; null: words as any */
    uint32_t kernel_lba;

    /* What is wrong with it. */
    bool geometry_unknown;      /* AH=08h fails with status 01h */
    bool edd_unanswered;        /* AH=41h succeeds, but leaves BX as it was */
    bool edd_without_packets;   /* AH=41h succeeds, but CX bit 0 is clear */
    bool edd_answers_and_fails; /* AH=41h gives BX and CX as if it were there, but CF */
    bool edd_untouched;         /* AH=41h returns with every register as it was */
    bool edd_spoils_dx;
    bool edd_writes_at_ds; /* AH=41h stores into what it takes for the BIOS data area */
    bool lba_fails;        /* AH=42h fails always */
    bool lba_garbage;      /* AH=42h succeeds, but brings other sectors */
    bool chs_fails;        /* AH=02h fails always */
    bool keeps_error;      /* after an error nothing works until a reset */
    bool reset_fails;      /* AH=00h gives an error of its own, 05h */
    uint32_t most_lba;     /* AH=42h fails for more sectors than this; 0: no limit */
    uint32_t most_chs;
    uint32_t table_sectors; /* of a track, by the table behind INT 1Eh: AH=02h reaches no further,
                             * but for a single sector; 0: as many as there are */
    uint8_t status;         /* of every error */
    uint32_t bad_lba;       /* any transfer that touches this sector fails; UINT32_MAX: none */
    uint8_t script[FAKE_SCRIPT_CAPACITY]; /* enum fake_read of the first calls, then READ_GOOD */
    uint32_t script_length;

    /* What has been seen. */
    uint32_t reads;
    uint32_t lba_reads;
    uint32_t chs_reads;
    uint32_t resets;
    uint32_t largest_read;
    bool in_error;
};

struct fake_system {
    const struct e820_entry *entries; /* null: AH=E820h is not known */
    int entry_count;
    uint32_t entry_bytes;   /* ECX; what is written is at most what was asked for */
    bool leaves_attributes; /* says 24 bytes and writes 20 */
    bool spoils_attributes; /* says 20 bytes and writes rubbish behind them */
    bool ends_with_cf;      /* one call after the last entry, instead of EBX 0 with it */
    bool forgets_smap_with_cf;
    int smap_lost_at; /* index of the answer without the signature */
    int short_at;     /* index of the answer that claims `short_bytes` */
    uint32_t short_bytes;
    bool short_ends;        /* and gives EBX 0 */
    int circle_to;          /* after the last entry comes this one again */
    bool counts_itself;     /* EBX is always 1: the BIOS remembers where it is */
    bool never_ends;        /* ever new entries */
    bool unknown_untouched; /* a function that is not known leaves all registers, CF too */

    bool e801_known;
    uint16_t e801_ax, e801_bx, e801_cx, e801_dx;
    bool target_known; /* INT 15h AX=EC00h */
    bool memory_88_known;
    uint16_t memory_88; /* AX */
    uint16_t int12;     /* AX */

    uint32_t e820_calls;
    uint32_t next_index;
    uint32_t last_token;
};

struct fake_gate {
    bool open;
    uint32_t odd_reads; /* so many reads above 1 MiB give rubbish */
    uint32_t delay;     /* so many I/O delays until a remedy takes effect */
    bool bios_opens;    /* INT 15h AX=2401h does what it says */
    bool bios_says_error;
    bool port_92_opens;
    uint8_t port_92; /* what it reads as; FF: there is none */
    bool i8042_opens;
    bool i8042_present;  /* false: its status reads FF */
    bool i8042_busy;     /* takes no byte, ever */
    uint32_t i8042_most; /* or none after so many; 0: no limit */
    uint32_t i8042_keys; /* bytes that wait to be read; UINT32_MAX: without end */

    bool asked;         /* a remedy has been accepted and takes effect after `delay` */
    bool machine_reset; /* somebody has pulled the reset line */
    uint32_t delays;
    uint32_t port_92_writes;
    uint32_t i8042_accesses;
    uint32_t i8042_writes;
    uint8_t i8042_last_command;
    uint32_t bios_calls;
};

struct fake_console {
    uint8_t mode, columns, page; /* what INT 10h AH=0Fh says */
    bool serial_absent;
    bool scratch_stuck;   /* COM1's scratch register keeps its first value */
    uint32_t serial_most; /* so many bytes are taken, and then none ever again */

    uint32_t modes_set;
    uint32_t screen_bytes; /* of text; what it is stands on the serial line */
    uint8_t attribute;     /* of the last text */
    uint8_t line_control, scratch;
    uint32_t serial_bytes;
    char serial[FAKE_SERIAL_CAPACITY];
};

struct fake_leaf {
    uint32_t leaf;
    struct cpuid answer;
};

struct fake_processor {
    bool has_ac, has_id; /* these bits of EFLAGS can be changed */
    struct fake_leaf leaves[FAKE_LEAVES];
};

struct fake_bios {
    struct fake_console console;
    struct fake_processor processor;
    struct fake_disk disk;
    struct fake_system system;
    struct fake_gate gate;
    bool clobbers; /* what is no answer comes back as rubbish, with IF clear and DF set */
    uint32_t calls;
    uint32_t port_accesses;
    const char *breach;
    uint8_t memory[FAKE_MEMORY_BYTES + 64]; /* a little beyond, for what a breach writes */
};

extern struct fake_bios fake;

/* A healthy machine: A20 shut but all remedies at work, a disk with EDD, no memory map. */
void fake_start(void);

/* What CPUID says of a leaf, to be changed; null where there is no such leaf. */
struct cpuid *fake_leaf(uint32_t leaf);

/* The setup and teardown of a test, for cmocka: starts the machine; afterwards fails the test if
 * the caller has broken a rule. */
int fake_setup(void **state);
int fake_teardown(void **state);
#define FAKE_TEST(test) cmocka_unit_test_setup_teardown(test, fake_setup, fake_teardown)

/* The 32-bit word `index` of sector `lba`, as the fake disk has it. */
uint32_t fake_sector_word(uint32_t lba, uint32_t index);

/* For the parts of the fake among themselves. */
void fake_breach(const char *what);
void fake_disk_call(const struct bios_registers *in, struct bios_registers *out);
void fake_system_call(const struct bios_registers *in, struct bios_registers *out);
void fake_video_call(const struct bios_registers *in, struct bios_registers *out);
void fake_console_start(void);
uint8_t fake_serial_in(uint16_t port);
void fake_serial_out(uint16_t port, uint8_t value);
uint16_t low_half(uint32_t value);
void set_low_half(uint32_t *value, uint16_t half);
void set_carry(struct bios_registers *out, bool carry);

#endif
