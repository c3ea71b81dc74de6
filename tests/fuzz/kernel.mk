# kernel.mk: what the fuzzers of the kernel's pure code, and of the formatter, are linked from.

fuzz_format_SOURCES   = $(FORMAT_SOURCES) tests/unit/format_model.c
fuzz_page_map_SOURCES = $(TABLE_SOURCES) tests/unit/table_model.c
fuzz_keyboard_SOURCES = $(KEYBOARD_SOURCES)
fuzz_utf8_SOURCES     = kernel/core/utf8.c
fuzz_date_SOURCES     = kernel/core/date.c $(FORMAT_SOURCES)
fuzz_look_up_SOURCES  = $(addprefix kernel/core/,symbols.c trace_text.c registers_text.c) \
                        $(FORMAT_SOURCES)
