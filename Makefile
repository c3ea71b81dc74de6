# Ascent: from the power button to a 64-bit kernel. `make help` lists what can be made.

BUILD ?= build
ifneq ($(words $(BUILD)),1)
$(error BUILD='$(BUILD)': make knows no file names with a blank; give a folder without one)
endif
IMAGE := $(BUILD)/ascent.img
PYTHON ?= /usr/bin/python3

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

include make/toolchain.mk
include make/programs.mk
include make/run.mk
include tests/tests.mk
include tests/bench/bench.mk
include tests/scorecard/scorecard.mk
include tests/fuzz/fuzz.mk
include tools/debug/debug.mk

.PHONY: all clean compdb deps docs format help lint

all: $(IMAGE)

help:
	@cat make/help.txt

# Nothing else begins before what it needs is there, whatever -j says.
ifneq ($(filter deps,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif
deps:
	@BUILD=$(BUILD) tools/deps $(filter-out deps,$(MAKECMDGOALS))

compdb: $(IMAGE) $(patsubst %.c,$(BUILD)/long/kernel/core/%.o,$(HEAP_OTHERS))
	@tools/compdb $(BUILD) > compile_commands.json

# What is made of disk.layout, mkimage's own table and the environments', copied into the pages that
# explain it; tests compare.
docs: $(GENERATED)
	@tools/update-docs $(BUILD)/gen/layout.md docs/memory-map.md
	@tools/update-docs $(BUILD)/gen/variants.md docs/real-hardware.md
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/boot/environments.py > $(BUILD)/gen/environments.md
	@tools/update-docs $(BUILD)/gen/environments.md docs/environments.md

SOURCES_C = $(shell git ls-files '*.c' '*.h' 2>/dev/null || \
              find common kernel mkimage stage2 tests -name '*.[ch]')

format:
	@clang-format -i $(SOURCES_C)

lint: compdb
	@clang-format --dry-run -Werror $(SOURCES_C)
	@tools/lint

clean:
	@rm -rf $(BUILD) compile_commands.json
