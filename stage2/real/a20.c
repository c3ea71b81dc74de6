/*
 * a20.c: opens the A20 gate, the gentlest remedy first, each verified before it is believed.
 *
 * [RBIL 15/2401] [RBIL P0092] [8042]. Called by main.c before anything is put above 1 MiB. The gate
 * is a relic of the 286: while it is shut, address line 20 is held low, so that the second MiB is
 * the first once more, and what is written to the one destroys the other:
 *
 *     CPU's address    gate open    gate shut
 *          0x000600     0x000600     0x000600
 *          0x100600     0x100600     0x000600
 */
#include "stage2/real/a20.h"

#include "common/pc/bios.h"
#include "common/pc/i8042.h"
#include "common/pc/port80.h"
#include "common/pc/port92.h"
#include "gen/layout.h"
#include "stage2/real/doors.h"

enum {

    /* The four bytes that the test changes are the last of a buffer that is ours: a vector or a
     * BIOS variable might be used by an interrupt just then (quirk 55). */
    TEST_SLOT = RAM_BIOS_BUFFER_END - 4,
    TEST_STEP = 0x3c6ef35f, /* odd, so that the values repeat only after 2^32 of them */
    TEST_PROOFS = 2,

    /* Where the gate moves at once, one of three values at most equals what lies above by chance.
     * Some gates take their time (quirk 54): 65536 tries last about a tenth of a second. */
    TEST_TRIES_SHORT = TEST_PROOFS + 1,
    TEST_TRIES_LONG = 1 << 16,

    WAIT_READS = 100000, /* about 0.2 s: the slowest controller answers within 20 ms [8042] */
    WAIT_READS_ABSENT = 32,
};

static void io_delay(void)
{
    port_out(PORT_80, 0);
}

/* Writes below 1 MiB alone, and looks whether the place 1 MiB further changes with it. */
static bool gate_is_open(uint32_t tries)
{
    uint32_t saved;
    far_read(&saved, TEST_SLOT, sizeof(saved));
    uint32_t value = saved;
    uint32_t proofs = 0;
    for (uint32_t i = 0; i < tries && proofs < TEST_PROOFS; i++) {
        value += TEST_STEP;
        far_write(TEST_SLOT, &value, sizeof(value));
        io_delay();
        uint32_t above;
        far_read(&above, TEST_SLOT + FIRST_MIB, sizeof(above));
        proofs += above != value;
    }
    far_write(TEST_SLOT, &saved, sizeof(saved));
    return proofs == TEST_PROOFS;
}

/* The answer counts for nothing: some BIOSes report success without doing a thing, others leave
 * the flags to chance (quirk 50). */
static bool ask_bios(void)
{
    struct bios_registers registers = {.eax = BIOS_SYSTEM_A20_ENABLE};
    bios_call(BIOS_SYSTEM, &registers);
    return true;
}

/* Comes before the 8042, because there are machines that hang when that one is touched (quirk 52).
 * Where the bit is set already, this is not what keeps the gate shut, or the port reads FF and is
 * none: a write to it could reset the machine. */
static bool set_port_92(void)
{
    uint8_t value = port_in(PORT_92);
    if (value & PORT_92_A20) {
        return false;
    }
    port_out(PORT_92, (uint8_t)((value | PORT_92_A20) & ~PORT_92_RESET));
    return true;
}

/* Until the 8042 takes a byte. Bytes that it holds for us are read and lost, perhaps a key that
 * was pressed (quirk 56). Where there is no controller, the port floats at FF (quirk 51). */
static bool i8042_wait(void)
{
    uint32_t absent = 0;
    for (uint32_t reads = 0; reads < WAIT_READS && absent < WAIT_READS_ABSENT; reads++) {
        io_delay();
        uint8_t status = port_in(I8042_STATUS);
        if (status == I8042_STATUS_ABSENT) {
            absent++;
        } else if (status & I8042_STATUS_OBF) {
            io_delay();
            port_in(I8042_DATA);
        } else if (!(status & I8042_STATUS_IBF)) {
            return true;
        }
    }
    return false;
}

/* The null command at the end keeps keyboards alive which the firmware emulates by watching these
 * ports for the whole of the known sequence (quirk 52). */
static bool command_i8042(void)
{
    if (!i8042_wait()) {
        return false;
    }
    port_out(I8042_COMMAND, I8042_COMMAND_WRITE_OUTPUT_PORT);
    if (!i8042_wait()) {
        return false;
    }
    port_out(I8042_DATA, I8042_OUTPUT_A20_ON);
    if (i8042_wait()) {
        port_out(I8042_COMMAND, I8042_COMMAND_PULSE_NOTHING);
        i8042_wait();
    }
    return true;
}

/* A remedy returns false where it has done nothing that could have opened the gate. */
static const struct remedy {
    enum a20_method method;
    bool (*apply)(void);
} remedies[] = {
    {A20_BIOS, ask_bios},
    {A20_PORT_92, set_port_92},
    {A20_8042, command_i8042},
};

enum a20_method a20_open(void)
{
    /* Most firmware has opened it long ago; then nothing is touched (quirk 49). */
    if (gate_is_open(TEST_TRIES_SHORT)) {
        return A20_ALREADY_ON;
    }
    for (uint32_t i = 0; i < ARRAY_LENGTH(remedies); i++) {
        if (remedies[i].apply() && gate_is_open(TEST_TRIES_LONG)) {
            return remedies[i].method;
        }
    }
    return 0;
}

const char *a20_method_name(enum a20_method method)
{
    switch (method) {
    case A20_ALREADY_ON:
        return "already open";
    case A20_BIOS:
        return "INT 15h";
    case A20_PORT_92:
        return "port 92h";
    case A20_8042:
        return "8042";
    }
    return "shut";
}
