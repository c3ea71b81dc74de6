# stage2.mk: what the fuzzers of stage2's halves and of the hand-over are linked from.

MEMORY_ORACLE = tests/unit/memory_oracle.c

fuzz_memory_map_SOURCES = common/memory_map.c $(MEMORY_ORACLE)
fuzz_memory_ask_SOURCES = $(MEMORY_SOURCES) $(MEMORY_ORACLE)
fuzz_disk_SOURCES       = $(DISK_SOURCES) tests/unit/disk_model.c
fuzz_paging_SOURCES     = common/paging.c $(addprefix tests/unit/,page_walk.c paging_model.c)
fuzz_boot_info_SOURCES  = stage2/protected/handover.c stage2/source.c common/memory_map.c \
                          common/crc32c.c \
                          $(addprefix kernel/core/,boot_promises.c boot_facts.c checksum.c)
