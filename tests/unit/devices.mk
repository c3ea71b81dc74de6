# devices.mk: what the tests of the kernel's device drivers link; see unit.mk.

test_calibration_SOURCES        = kernel/core/calibration.c
test_clock_SOURCES              = kernel/core/clock.c $(FORMAT_SOURCES)
test_date_SOURCES               = kernel/core/date.c $(FORMAT_SOURCES)
test_pic_SOURCES                = kernel/dev/pic.c tests/unit/fake_i8259.c tests/unit/port_bus.c
test_pit_SOURCES                = kernel/dev/pit.c kernel/dev/tsc.c kernel/core/calibration.c \
                                  kernel/core/clock.c tests/unit/fake_i8254.c \
                                  tests/unit/port_bus.c $(FORMAT_SOURCES)
test_rtc_SOURCES                = kernel/dev/rtc.c kernel/dev/cmos.c kernel/core/date.c \
                                  tests/unit/port_bus.c $(FORMAT_SOURCES)

UART_SOURCES = kernel/dev/uart.c tests/unit/fake_uart.c tests/unit/port_bus.c
test_uart_SOURCES               = $(UART_SOURCES)
test_uart_receive_SOURCES       = $(UART_SOURCES)
test_uart_random_SOURCES        = $(UART_SOURCES)
