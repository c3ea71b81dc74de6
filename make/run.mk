# run.mk: booting the image in QEMU, and writing it to a stick for a real machine.

QEMU ?= qemu-system-x86_64
# With VARIANT=name, the one for other firmware: docs/real-hardware.md.
CHOSEN := $(if $(VARIANT),$(VARIANTS)/ascent-$(VARIANT).img,$(IMAGE))
QEMU_DRIVE = -drive format=raw,file=$(CHOSEN)
QEMU_MEMORY ?= -m 128M

.PHONY: run run-serial usb

# What the terminal allows decides where the screen goes: tools/run.
run: $(CHOSEN)
	@QEMU='$(QEMU)' exec tools/run $(CHOSEN) $(BUILD)/serial.log

run-serial: $(CHOSEN)
	@echo 'COM1 is on this terminal. Ctrl-C ends it.'
	@exec $(QEMU) $(QEMU_MEMORY) $(QEMU_DRIVE) -display none -monitor none -serial stdio

# Asks before it writes, and refuses most of what could be a mistake: tools/usb --help.
usb: $(CHOSEN)
	@command -v $(PYTHON) > /dev/null || { \
	  echo '$(PYTHON) is not installed; `make deps usb` installs it.' >&2; exit 1; }
	@exec $(PYTHON) tools/usb $(USB_OPTIONS) $(CHOSEN) '$(DEVICE)'
