# tables.mk: what the tests of the kernel's page tables link.

TABLE_SOURCES = $(addprefix kernel/core/,page_map.c page_walk.c page_list.c recursive.c \
    table_error.c) $(FORMAT_SOURCES) tests/unit/fake_mmu.c

test_table_arithmetic_SOURCES   = $(addprefix kernel/core/,page_walk.c recursive.c) \
    $(FORMAT_SOURCES)
test_table_map_SOURCES          = $(TABLE_SOURCES)
test_table_errors_SOURCES       = $(TABLE_SOURCES)
test_table_list_SOURCES         = $(TABLE_SOURCES)
test_table_random_SOURCES       = $(TABLE_SOURCES) tests/unit/table_model.c
