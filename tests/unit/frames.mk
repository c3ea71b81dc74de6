# frames.mk: what the tests of physical frames link.

FRAMES_SOURCES = $(addprefix kernel/core/frames,.c _run.c _tell.c) tests/unit/frames_host.c

test_frames_SOURCES             = $(FRAMES_SOURCES)
test_frames_run_SOURCES         = $(FRAMES_SOURCES)
test_frames_random_SOURCES      = $(FRAMES_SOURCES)
test_frames_maps_SOURCES        = $(FRAMES_SOURCES) common/memory_map.c tests/unit/memory_files.c
