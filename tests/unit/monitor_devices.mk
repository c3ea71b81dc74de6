# monitor_devices.mk: what the tests of the commands for devices and of the machine's end link.

test_event_text_SOURCES         = $(addprefix kernel/core/,event_text.c utf8.c key.c) \
                                  $(FORMAT_SOURCES)
test_pic_picture_SOURCES        = $(addprefix kernel/core/,pic_picture.c bar.c) $(FORMAT_SOURCES)
test_power_SOURCES              = kernel/power.c $(ACPI_SOURCES)
