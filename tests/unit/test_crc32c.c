/*
 * test_crc32c.c: common/crc32c.c against published vectors and against the polynomial itself.
 */
#include <stdlib.h>
#include <string.h>

#include "common/crc32c.h"
#include "tests/unit/cmocka_headers.h"
#include "tests/unit/random.h"

static struct crc32c_tables tables;

static int prepare(void **state)
{
    (void)state;
    crc32c_prepare(&tables);
    return 0;
}

/* The definition, bit by bit, in the order in which [RFC 3720 B.4] writes the polynomial: not
 * reflected, the register shifted to the left, data and result turned round. */
static uint32_t reversed(uint32_t value, int bits)
{
    uint32_t turned = 0;
    for (int bit = 0; bit < bits; bit++) {
        turned = turned << 1 | (value >> bit & 1);
    }
    return turned;
}

static uint32_t crc_by_definition(const uint8_t *data, size_t bytes)
{
    uint32_t shift = 0xffffffff;
    for (size_t i = 0; i < bytes; i++) {
        shift ^= reversed(data[i], 8) << 24;
        for (int bit = 0; bit < 8; bit++) {
            shift = shift << 1 ^ ((shift & 0x80000000) != 0 ? 0x1edc6f41 : 0);
        }
    }
    return ~reversed(shift, 32);
}

static void test_check_value(void **state)
{
    (void)state;
    assert_int_equal(crc32c(&tables, 0, "123456789", 9), 0xe3069283);
    assert_int_equal(crc32c(&tables, 0, "", 0), 0);
    assert_int_equal(crc32c(&tables, 0, "a", 1), 0xc1d04330);
}

/* [RFC 3720 B.4], where the bytes of each CRC are printed in the order on the wire. */
static void test_rfc_3720(void **state)
{
    (void)state;
    static const uint8_t read_command[48] = {
        0x01, 0xc0, 0, 0,    0, 0, 0, 0,    0,    0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0, 0, 0, 0, 0x04, 0,
        0,    0,    0, 0x14, 0, 0, 0, 0x18, 0x28, 0, 0, 0, 0, 0, 0, 0, 0x02, 0, 0, 0, 0, 0, 0,    0,
    };
    uint8_t data[32];

    memset(data, 0, sizeof(data));
    assert_int_equal(crc32c(&tables, 0, data, sizeof(data)), 0x8a9136aa);
    memset(data, 0xff, sizeof(data));
    assert_int_equal(crc32c(&tables, 0, data, sizeof(data)), 0x62a8ab43);
    for (uint8_t i = 0; i < sizeof(data); i++) {
        data[i] = i;
    }
    assert_int_equal(crc32c(&tables, 0, data, sizeof(data)), 0x46dd794e);
    for (uint8_t i = 0; i < sizeof(data); i++) {
        data[i] = (uint8_t)(31 - i);
    }
    assert_int_equal(crc32c(&tables, 0, data, sizeof(data)), 0x113fdb5c);
    assert_int_equal(crc32c(&tables, 0, read_command, sizeof(read_command)), 0xd9963a56);
}

/* Every length, at every place in an eight-byte word; the buffer has just the bytes that count, so
 * that the sanitizer sees a read beyond them. */
static void test_every_length_and_alignment(void **state)
{
    (void)state;
    struct random random = {.state = 1};
    for (size_t skew = 0; skew < 8; skew++) {
        for (size_t bytes = 0; bytes < 100; bytes++) {
            uint8_t *buffer = malloc(skew + bytes + 1);
            for (size_t i = 0; i < skew + bytes; i++) {
                buffer[i] = (uint8_t)random_next(&random);
            }
            uint8_t *exact = realloc(buffer, skew + bytes > 0 ? skew + bytes : 1);
            assert_int_equal(crc32c(&tables, 0, exact + skew, bytes),
                             crc_by_definition(exact + skew, bytes));
            free(exact);
        }
    }
}

static void test_pieces_make_the_whole(void **state)
{
    (void)state;
    static uint8_t data[5000];
    struct random random = {.state = 2};
    for (size_t i = 0; i < sizeof(data); i++) {
        data[i] = (uint8_t)random_next(&random);
    }
    uint32_t whole = crc_by_definition(data, sizeof(data));
    assert_int_equal(crc32c(&tables, 0, data, sizeof(data)), whole);

    for (int round = 0; round < 1000; round++) {
        uint32_t crc = 0;
        size_t done = 0;
        while (done < sizeof(data)) {
            size_t most = sizeof(data) - done;
            size_t piece = random_below(&random, (most < 700 ? most : 700) + 1);
            crc = crc32c(&tables, crc, data + done, piece);
            done += piece;
        }
        assert_int_equal(crc, whole);
    }
}

/* A CRC of 32 bits finds every single flipped bit: what the boot chain wants it for. */
static void test_every_flipped_bit_shows(void **state)
{
    (void)state;
    uint8_t data[64] = {0};
    uint32_t intact = crc32c(&tables, 0, data, sizeof(data));
    for (size_t bit = 0; bit < sizeof(data) * 8; bit++) {
        data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_not_equal(crc32c(&tables, 0, data, sizeof(data)), intact);
        data[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check_value),
        cmocka_unit_test(test_rfc_3720),
        cmocka_unit_test(test_every_length_and_alignment),
        cmocka_unit_test(test_pieces_make_the_whole),
        cmocka_unit_test(test_every_flipped_bit_shows),
    };
    return cmocka_run_group_tests_name("crc32c", tests, prepare, NULL);
}
