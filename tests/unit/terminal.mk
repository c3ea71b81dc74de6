# terminal.mk: what the tests of the kernel's terminal, under the monitor, are linked from.

EDITOR_SOURCES = $(addprefix kernel/core/,line_editor.c line_history.c line_text.c line_view.c \
                   completion.c utf8.c) $(FORMAT_SOURCES)

EDITOR_BENCH   = $(addprefix tests/unit/,editor_bench.c fake_terminal.c)

test_escape_SOURCES             = kernel/core/escape.c kernel/core/utf8.c \
                                  tests/unit/terminal_bytes.c
test_line_editor_SOURCES        = $(EDITOR_SOURCES) $(EDITOR_BENCH)
test_line_editor_random_SOURCES = $(EDITOR_SOURCES) $(EDITOR_BENCH)
test_line_editor_tab_SOURCES    = $(EDITOR_SOURCES) $(EDITOR_BENCH)
test_line_history_SOURCES       = kernel/core/line_history.c
test_line_text_SOURCES          = $(addprefix kernel/core/,line_text.c utf8.c)
test_input_key_SOURCES          = kernel/core/input_key.c $(KEYBOARD_SOURCES)
test_completion_SOURCES         = kernel/core/completion.c
test_arguments_SOURCES          = kernel/core/arguments.c $(FORMAT_SOURCES)
test_hexdump_SOURCES            = kernel/core/hexdump.c $(FORMAT_SOURCES)
test_bar_SOURCES                = kernel/core/bar.c
test_registers_text_SOURCES     = kernel/core/registers_text.c $(FORMAT_SOURCES)

ACPI_SOURCES   = $(addprefix kernel/core/,acpi.c acpi_find.c acpi_sleep.c) tests/unit/acpi_tables.c
test_acpi_SOURCES               = $(ACPI_SOURCES)
test_acpi_find_SOURCES          = $(ACPI_SOURCES)
test_acpi_sleep_SOURCES         = $(ACPI_SOURCES)
test_acpi_random_SOURCES        = $(ACPI_SOURCES)
