# cpu.mk: what the tests of gates, exceptions and crash reports link.

test_gate_SOURCES               =
test_symbols_SOURCES            = kernel/core/symbols.c
test_backtrace_SOURCES          = kernel/core/backtrace.c
test_place_SOURCES              = kernel/core/place.c $(FORMAT_SOURCES)
test_error_code_SOURCES         = kernel/core/error_code.c $(FORMAT_SOURCES)
