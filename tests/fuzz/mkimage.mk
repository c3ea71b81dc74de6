# mkimage.mk: what the fuzzers of the layout's language and of the image linter are linked from.

fuzz_layout_SOURCES = $(LAYOUT_SOURCES) mkimage/emit.c
fuzz_image_SOURCES  = $(LAY_SOURCES) mkimage/check.c
