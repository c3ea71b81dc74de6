# programs.mk: how mkimage, stage1, stage2, the kernel and the image are made.

# --- one rule for each kind of file --------------------------------------------------------------

# What mkimage derives from disk.layout; named here, since make looks at prerequisites only once.
GENERATED := $(addprefix $(BUILD)/gen/,layout.inc layout.h layout.ld layout.mk layout.md \
               constants.inc variants.md)

# compile,TAG,compiler and flags: one line on the screen, and the command for compile_commands.json.
compile_record = {"directory": "$(CURDIR)", "file": "$<", "command": "$(1)"},
define compile
	@echo "  $(1) $@"
	$(shell mkdir -p $(@D))$(file >$@.json,$(call compile_record,$(2) -c -o $@ $<))
	@$(2) -MMD -MP -c -o $@ $<
endef

define assemble
	@echo "  NASM $@"
	@mkdir -p $(@D)
	@$(NASM) $(NASM_FLAGS) $(1) -o $@ $<
endef

$(BUILD)/host/%.o: %.c $(BUILD)/flags
	$(call compile,HOST,$(HOSTCC) $(HOST_FLAGS))
$(BUILD)/real/%.o: %.c $(BUILD)/flags | $(GENERATED)
	$(call compile,CC16,$(CC) $(REAL_FLAGS) $(TARGET_FLAGS))
$(BUILD)/protected/%.o: %.c $(BUILD)/flags | $(GENERATED)
	$(call compile,CC32,$(CC) $(PROTECTED_FLAGS) $(TARGET_FLAGS))
# Every byte of the kernel passes through here: the one file of this half that is built for speed,
# but for the 370 bytes that clang would make of the loop over eight bits.
CRC_FLAGS := -O2 -fno-unroll-loops
$(BUILD)/protected/common/crc32c.o: PROTECTED_FLAGS += $(CRC_FLAGS)
$(BUILD)/long/%.o: %.c $(BUILD)/flags | $(GENERATED)
	$(call compile,CC64,$(CC) $(KERNEL_FLAGS) $(TARGET_FLAGS))
# What tells the findings would find its own; the other two are there to do what is not allowed.
NOT_SANITIZED := kernel/ubsan kernel/faults tests/kernel/guest/try
$(NOT_SANITIZED:%=$(BUILD)/long/%.o): KERNEL_FLAGS += -fno-sanitize=undefined
# NASM 2.16's list of dependencies leaves the included files out, so every one of them counts.
ASM_INCLUDES := $(wildcard stage2/*.inc common/x86/*.inc tests/kernel/guest/*.inc)
$(BUILD)/asm32/%.o: %.asm $(BUILD)/flags $(ASM_INCLUDES) $(GENERATED)
	$(call assemble,-f elf32)
$(BUILD)/asm64/%.o: %.asm $(BUILD)/flags $(ASM_INCLUDES) $(GENERATED)
	$(call assemble,-f elf64)

# The shortest ways of the whole kernel end in a call of the long one, and are nobody's to name.
$(BUILD)/long/kernel/core/heap_slab.o: KERNEL_FLAGS += -momit-leaf-frame-pointer
$(BUILD)/long/kernel/core/heap_slab.o $(BUILD)/long/kernel/mem/frame.o: \
    KERNEL_FLAGS += -foptimize-sibling-calls

# What was built with other flags is built again.
ALL_FLAGS = $(CC) $(LD) $(OBJCOPY) $(HOSTCC) $(REAL_FLAGS) $(PROTECTED_FLAGS) $(KERNEL_FLAGS) \
            $(TARGET_FLAGS) $(HOST_FLAGS) $(NASM_FLAGS) $(CRC_FLAGS)
$(BUILD)/flags: FORCE
	@for tool in $(foreach tool,HOSTCC CC LD OBJCOPY NASM,'$(firstword $($(tool)))'); do \
	  command -v "$$tool" > /dev/null || { \
	    echo "$$tool is not installed; \`make deps\` installs what building needs." >&2; \
	    exit 1; }; done
	@mkdir -p $(@D)
	@echo '$(ALL_FLAGS)' | cmp -s - $@ || echo '$(ALL_FLAGS)' > $@
.PHONY: FORCE

# --- mkimage and what it derives from disk.layout -------------------------------------------------

MKIMAGE := $(BUILD)/mkimage
MKIMAGE_OBJECTS := $(patsubst %.c,$(BUILD)/host/%.o,$(wildcard mkimage/*.c) common/crc32c.c)

$(MKIMAGE): $(MKIMAGE_OBJECTS)
	@echo "  LINK $@"
	@$(HOSTCC) -o $@ $^
# The program carries the layout it was built with, for `mkimage check FILE`.
$(BUILD)/host/mkimage/default_layout.o: disk.layout

# A generated file that did not change keeps its time, so only the users of a change are rebuilt.
$(GENERATED): $(BUILD)/gen/stamp ;
$(BUILD)/gen/stamp: disk.layout $(MKIMAGE)
	@echo "  GEN  $(@D)"
	@mkdir -p $(@D)
	@$(MKIMAGE) layout disk.layout $(@D)
	@touch $@

# --- stage1: 512 bytes, of which mkimage writes the last 72 --------------------------------------

STAGE1 := $(BUILD)/stage1/stage1.bin

$(STAGE1): stage1/stage1.asm $(BUILD)/flags $(ASM_INCLUDES) $(GENERATED)
	@echo "  NASM $@"
	@mkdir -p $(@D)
	@$(NASM) -w+error -I$(BUILD)/gen/ -f bin -l $(@:.bin=.lst) -o $@ $<

# --- stage2: two halves of C and the assembly between them ---------------------------------------
#
# Both halves compile the same common files, so each is linked by itself first, and only the names
# that the other side needs stay visible.

STAGE2 := $(BUILD)/stage2/stage2
FORMAT_SOURCES := common/format.c common/format_buffer.c common/digits.c
STAGE2_SHARED := $(wildcard stage2/*.c) common/string.c $(FORMAT_SOURCES) \
                 common/memory_map.c
REAL_OBJECTS := $(patsubst %.c,$(BUILD)/real/%.o,$(wildcard stage2/real/*.c) $(STAGE2_SHARED))
PROTECTED_OBJECTS := $(patsubst %.c,$(BUILD)/protected/%.o,$(wildcard stage2/protected/*.c) \
                     $(STAGE2_SHARED) common/crc32c.c common/paging.c common/exception.c)
STAGE2_ASM := $(wildcard stage2/*.asm stage2/real/*.asm)
STAGE2_ASM_OBJECTS := $(STAGE2_ASM:%.asm=$(BUILD)/asm32/%.o)

define link_half
	@echo "  LINK $@"
	@mkdir -p $(@D)
	@$(LD) -m elf_i386 -r -o $@.all $^
	@$(OBJCOPY) $(addprefix --keep-global-symbol=,$(1)) $@.all $@
endef

$(BUILD)/stage2/real.o: $(REAL_OBJECTS)
	$(call link_half,real_main canary_die stage2_facts)
$(BUILD)/stage2/protected.o: $(PROTECTED_OBJECTS)
	$(call link_half,protected_main fault_report)

$(STAGE2).elf: stage2/stage2.ld $(STAGE2_ASM_OBJECTS) $(BUILD)/stage2/real.o \
               $(BUILD)/stage2/protected.o
	@echo "  LINK $@"
	@$(LD) $(LD_QUIET) -m elf_i386 -z noexecstack --gc-sections -L$(BUILD)/gen -T $< -o $@ \
	  $(filter %.o,$^)

# --- the kernel -----------------------------------------------------------------------------------

# The heap's engine, one of these (kernel/core/heap.h); all of them define the same functions.
HEAP ?= slab
HEAP_ENGINES := bump list block slab none
HEAP_bump  := heap_bump.c
HEAP_list  := heap_list.c heap_holes.c
HEAP_block := heap_block.c heap_holes.c
HEAP_slab  := heap_slab.c heap_slab_classes.c heap_slab_runs.c heap_slab_check.c heap_slab_walk.c
HEAP_none  := heap_none.c
ifeq ($(filter $(HEAP),$(HEAP_ENGINES)),)
$(error HEAP=$(HEAP): there is no such engine; these are: $(HEAP_ENGINES))
endif
# The engines that are not linked; `make compdb` compiles them, too.
HEAP_OTHERS := $(filter-out $(HEAP_$(HEAP)),$(foreach engine,$(HEAP_ENGINES),$(HEAP_$(engine))))

KERNEL := $(BUILD)/kernel/kernel
KERNEL_SOURCES := $(filter-out kernel/core/heap_%.c,\
                  $(wildcard kernel/*.c kernel/*/*.c kernel/*/*/*.c)) \
                  $(addprefix kernel/core/,$(HEAP_$(HEAP))) common/string.c \
                  $(FORMAT_SOURCES) common/crc32c.c common/exception.c common/paging.c \
                  common/memory_map.c
KERNEL_OBJECTS := $(patsubst %.asm,$(BUILD)/asm64/%.o,$(wildcard kernel/*.asm kernel/*/*.asm)) \
                  $(patsubst %.c,$(BUILD)/long/%.o,$(KERNEL_SOURCES))

# Linked twice: the first result has all functions where the second has them, counted from .text, so
# it tells the symbol table that goes into the second.
LINK_KERNEL = $(LD) -m elf_x86_64 -static -z max-page-size=4096 -z noexecstack --build-id=none \
              --gc-sections -L$(BUILD)/gen -T kernel/kernel.ld
LINKED = $(filter %.o,$^) --start-group $(filter %.a,$^) --end-group
NM = $(OBJCOPY:%objcopy=%nm)
symbols_assemble = awk -f tools/symbols.awk $(1) > $@.asm && $(NASM) -f elf64 -o $@.symbols $@.asm
define link_kernel
	@echo "  LINK $@"
	@mkdir -p $(@D)
	@$(call symbols_assemble,/dev/null)
	@$(LINK_KERNEL) -o $@ $(LINKED) $@.symbols
	@$(NM) -n $@ > $@.nm && $(call symbols_assemble,$@.nm)
	@$(LINK_KERNEL) -o $@ $(LINKED) $@.symbols
endef

KERNEL_NEEDS := kernel/kernel.ld tools/symbols.awk $(BUILD)/heap
$(KERNEL).elf: $(KERNEL_NEEDS) $(KERNEL_OBJECTS)
	$(link_kernel)

# With another engine the kernel is linked again.
$(BUILD)/heap: FORCE
	@mkdir -p $(@D)
	@echo '$(HEAP_$(HEAP))' | cmp -s - $@ || echo '$(HEAP_$(HEAP))' > $@

# A test image is the kernel with parts of its own: a file of tests/kernel, or of another folder of
# images below, comes first, then what it leaves open of tests/kernel/guest and of the kernel. So an
# image replaces any file of the kernel by defining what that file defines. NAME.asm goes along
# where there is one.
AR = $(OBJCOPY:%objcopy=%ar)
IMAGE_FOLDERS := kernel driven crash broken
# Two of the guest's files say how a crash ends: stop.c stands first, so it is everybody's but
# theirs who ask typed.c for a name.
GUEST_OBJECTS := $(patsubst %.c,$(BUILD)/long/%.o,$(wildcard tests/kernel/guest/*.c)) \
                 $(patsubst %.asm,$(BUILD)/asm64/%.o,$(wildcard tests/kernel/guest/*.asm))
$(BUILD)/tests/guest.a: $(GUEST_OBJECTS)
$(BUILD)/tests/kernel.a: $(filter-out $(BUILD)/long/kernel/run.o $(BUILD)/long/kernel/stop.o,\
                         $(KERNEL_OBJECTS))
$(BUILD)/tests/%.a: $(BUILD)/heap
	@mkdir -p $(@D)
	@rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)

asm_objects = $(patsubst %.asm,$(BUILD)/asm64/%.o,$(1))
# An image whose name ends with an engine's, NAME_list.c, has that heap, whatever HEAP= says.
engine_objects = $(patsubst %.c,$(BUILD)/long/kernel/core/%.o,$(HEAP_$(lastword $(subst _, ,$(1)))))
.SECONDEXPANSION:
define image_rule
$$(BUILD)/tests/$(1)-%.elf: $$(KERNEL_NEEDS) $$(BUILD)/long/tests/$(1)/%.o \
    $$$$(call asm_objects,$$$$(wildcard tests/$(1)/$$$$*.asm)) $$$$(call engine_objects,$$$$*) \
    $$(BUILD)/tests/guest.a $$(BUILD)/tests/kernel.a
	$$(link_kernel)
endef
$(foreach folder,$(IMAGE_FOLDERS),$(eval $(call image_rule,$(folder))))

# --- images ---------------------------------------------------------------------------------------

# The flat binary of an ELF file that the debugger also uses.
%.bin: %.elf
	@echo "  BIN  $@"
	@$(OBJCOPY) -O binary $< $@

SIZE = $(OBJCOPY:%objcopy=%size)
# What stage2 uses of the memory that is not in its file, for the table of bytes used and left.
STAGE2_BSS = $$($(SIZE) -A $(STAGE2).elf | \
             awk '$$1 ~ /^.(real|protected)_bss$$/ { print substr($$1, 2) "=" $$2 }')

$(BUILD)/ascent.img: disk.layout $(STAGE1) $(STAGE2).bin $(KERNEL).bin $(MKIMAGE)
	@echo "  IMG  $@"
	@$(MKIMAGE) build disk.layout $(STAGE1) $(STAGE2).bin $(KERNEL).bin $@ $(STAGE2_BSS)

# The same image, with the sector 0 that other firmware wants: mkimage/variant.c has the table.
VARIANTS := $(BUILD)/variants
.PHONY: variants
variants: $(VARIANTS)/stamp
$(VARIANTS)/stamp: $(BUILD)/ascent.img $(MKIMAGE)
	@echo "  IMG  $(VARIANTS)"
	@$(MKIMAGE) variants $< $(VARIANTS)
	@touch $@
$(VARIANTS)/ascent-%.img: $(VARIANTS)/stamp
	@test -f $@ || $(MKIMAGE) variants $(BUILD)/ascent.img $(VARIANTS)
	@test -f $@ || { echo "VARIANT=$*: there is no such variant; these are:" \
	  "$$(ls $(VARIANTS) | sed -n 's/^ascent-\(.*\)\.img$$/\1/p' | paste -sd ' ')" >&2; exit 1; }

$(BUILD)/tests/%.img: $(BUILD)/tests/%.bin disk.layout $(STAGE1) $(STAGE2).bin $(MKIMAGE)
	@echo "  IMG  $@"
	@$(MKIMAGE) build disk.layout $(STAGE1) $(STAGE2).bin $< $@ > $@.size

# The table again, and the kernel's code in both profiles, of which the other is built beside.
OTHER := $(BUILD)/profile/$(if $(DEBUG),release,debug)
.PHONY: size
size: $(IMAGE)
	@$(MKIMAGE) size $(IMAGE) $(STAGE2_BSS)
	@$(MAKE) --no-print-directory BUILD=$(OTHER) DEBUG=$(if $(DEBUG),,1) \
	  $(OTHER)/kernel/kernel.elf > /dev/null
	@$(SIZE) -A $(if $(DEBUG),$(OTHER)/kernel/kernel.elf $(KERNEL).elf,\
	  $(KERNEL).elf $(OTHER)/kernel/kernel.elf) | awk '$$1 == ".text" { bytes[n++] = $$2 } \
	  END { printf "  kernel code %d bytes, with DEBUG=1 %d: %+d\n", \
	        bytes[0], bytes[1], bytes[1] - bytes[0] }'

# Make would remove these as intermediate; the debugger and the next run want them.
.PRECIOUS: $(foreach mode,host real protected long asm32 asm64,$(BUILD)/$(mode)/%.o)
.PRECIOUS: $(foreach folder,$(IMAGE_FOLDERS),$(BUILD)/tests/$(folder)-%.elf) %.bin
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
