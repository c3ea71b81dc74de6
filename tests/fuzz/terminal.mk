# terminal.mk: what the fuzzers of the kernel's terminal, under the monitor, are linked from.

fuzz_escape_SOURCES      = kernel/core/escape.c kernel/core/utf8.c tests/unit/terminal_bytes.c
fuzz_line_editor_SOURCES = $(addprefix kernel/core/,escape.c line_editor.c line_history.c \
                             utf8.c line_text.c line_view.c completion.c) \
                           common/format.c common/format_buffer.c common/digits.c \
                           $(addprefix tests/unit/,editor_bench.c fake_terminal.c)
fuzz_arguments_SOURCES   = kernel/core/arguments.c \
                           common/format.c common/format_buffer.c common/digits.c
fuzz_acpi_SOURCES        = $(addprefix kernel/core/,acpi.c acpi_find.c acpi_sleep.c) \
                           tests/unit/acpi_tables.c
