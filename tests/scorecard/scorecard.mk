# scorecard.mk: `make scorecard`, the same harm done to Ascent, GRUB and syslinux.

SCORECARD := $(BUILD)/scorecard.md

.PHONY: scorecard

scorecard: $(IMAGE)
	@BUILD=$(BUILD) $(PYTHON) tests/scorecard/scorecard.py $(SCORECARD_OPTIONS) $(SCORECARD)
	@tools/update-docs $(SCORECARD) docs/scorecard.md
