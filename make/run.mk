# run.mk: booting the image in QEMU.

QEMU ?= qemu-system-x86_64
QEMU_DRIVE = -drive format=raw,file=$(IMAGE)
QEMU_MEMORY ?= -m 128M

.PHONY: run run-serial

# What the terminal allows decides where the screen goes: tools/run.
run: $(IMAGE)
	@QEMU='$(QEMU)' exec tools/run $(IMAGE) $(BUILD)/serial.log

run-serial: $(IMAGE)
	@echo 'COM1 is on this terminal. Ctrl-C ends it.'
	@exec $(QEMU) $(QEMU_MEMORY) $(QEMU_DRIVE) -display none -monitor none -serial stdio
