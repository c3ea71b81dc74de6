# monitor_memory.mk: what the tests of the monitor's view of memory link.

test_page_text_SOURCES          = kernel/core/page_text.c kernel/core/page_refusal.c \
                                  $(FORMAT_SOURCES)
test_frames_map_SOURCES         = kernel/core/frames_map.c $(FRAMES_SOURCES)
