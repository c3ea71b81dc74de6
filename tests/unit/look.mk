# look.mk: the sources of the unit tests for what the monitor's commands show.

test_boot_facts_SOURCES = kernel/core/boot_facts.c
test_boot_promises_SOURCES = $(addprefix kernel/core/,boot_promises.c checksum.c) common/crc32c.c
test_trace_text_SOURCES = $(addprefix kernel/core/,trace_text.c registers_text.c) $(FORMAT_SOURCES)
test_cpu_name_SOURCES   = kernel/core/cpu_name.c
test_size_text_SOURCES  = kernel/core/size_text.c $(FORMAT_SOURCES)
test_sector_0_text_SOURCES = kernel/core/sector_0_text.c $(FORMAT_SOURCES)
