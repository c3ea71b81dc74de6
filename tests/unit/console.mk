# console.mk: the sources of the screen's and the real numbers' unit tests.

TEXT_SCREEN_SOURCES = $(addprefix kernel/core/,text_screen.c utf8.c cp437.c)

test_utf8_SOURCES               = kernel/core/utf8.c
test_cp437_SOURCES              = kernel/core/cp437.c
test_text_screen_SOURCES        = $(TEXT_SCREEN_SOURCES)
test_text_screen_random_SOURCES = $(TEXT_SCREEN_SOURCES)
test_f64_SOURCES                = kernel/core/f64.c
test_f64_text_SOURCES           = kernel/core/f64_text.c
