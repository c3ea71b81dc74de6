# debug.mk: `make debug`, the climb under gdb, and the symbols that it needs.
#
# The image's stage1 is a flat binary without symbols; the same source also makes an ELF file. Its
# `org` line, which only a flat binary can have, becomes the definition of an unused name there.

STAGE1_ELF := $(BUILD)/stage1/stage1.elf

$(STAGE1_ELF): stage1/stage1.asm tools/debug/stage1.ld $(BUILD)/flags $(GENERATED)
	@echo "  NASM $@"
	@mkdir -p $(@D)
	@$(NASM) $(NASM_FLAGS) -Icommon/pc/ -D'org=stage1_origin equ' -f elf32 -o $(@:.elf=.debug.o) $<
	@$(LD) -m elf_i386 -L$(BUILD)/gen -T tools/debug/stage1.ld -o $@ $(@:.elf=.debug.o)

.PHONY: debug

# tests/boot/test_debug.py runs the debugger too.
test test-boot: $(STAGE1_ELF)

debug: $(IMAGE) $(STAGE1_ELF)
	@QEMU='$(QEMU)' tools/debug/run $(IMAGE) $(BUILD)
