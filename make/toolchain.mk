# toolchain.mk: which programs build Ascent, and with which flags; each group with its reason.
#
# Set by the caller, all optional: CC (gcc, clang or a path), CROSS (a prefix such as x86_64-elf-),
# LD, OBJCOPY, HOSTCC, DEBUG=1, SANITIZE=1, BUILD (the folder for everything generated).

first_found = $(firstword $(foreach program,$(1),$(if $(shell command -v $(program)),$(program))))

# The target's compiler: the one named, else the cross compiler named, else the first one found.
ifeq ($(origin CC),default)
  ifdef CROSS
    CC := $(CROSS)gcc
  else
    CC := $(or $(call first_found,x86_64-elf-gcc x86_64-linux-gnu-gcc clang),x86_64-linux-gnu-gcc)
  endif
endif
CROSS ?= $(patsubst %gcc,%,$(filter %-gcc,$(notdir $(firstword $(CC)))))

# clang brings every target with it, and goes with LLVM's own tools.
ifneq ($(findstring clang,$(shell $(CC) --version 2>/dev/null)),)
  TARGET_16 := --target=i386-unknown-none-code16
  TARGET_32 := --target=i386-unknown-none-elf
  TARGET_64 := --target=x86_64-unknown-none-elf
  SMALL := -Oz -fomit-frame-pointer -mstack-alignment=4
  STACK_CLASH := -Xclang -fstack-clash-protection # its driver knows it for hosted targets alone
  # Newer ones look at the bytes in front of every function that is called by its address; NASM puts
  # nothing there, and tests call addresses where nothing is mapped.
  NO_FUNCTION_CHECK := -fno-sanitize=function
  OBJCOPY ?= $(or $(call first_found,llvm-objcopy),$(CROSS)objcopy)
  ifeq ($(origin LD),default)
    LD := $(or $(call first_found,ld.lld),$(CROSS)ld)
  endif
else
  SMALL := -Oz -mpreferred-stack-boundary=2
  STACK_CLASH := -fstack-clash-protection
  OBJCOPY ?= $(CROSS)objcopy
  ifeq ($(origin LD),default)
    LD := $(CROSS)ld
  endif
endif
NASM ?= nasm

# A flat binary has no segments to protect, so the newer linkers' warning means nothing here.
LD_QUIET = $(findstring --no-warn-rwx-segments,$(shell $(LD) --help 2>/dev/null))

# mkimage and the unit tests run here.
HOSTCC ?= $(or $(call first_found,cc gcc clang),cc)

# Warnings are errors, from the first commit on.
WARNINGS := -std=gnu11 -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes \
            -Wmissing-prototypes -Wvla -Werror

# No library, no start-up files, no unwinding: what remains is what we wrote.
FREESTANDING := -ffreestanding -fno-asynchronous-unwind-tables -fno-unwind-tables -fno-common \
                -ffunction-sections -fdata-sections

# Code at fixed addresses, with nothing that a hosted program's run time would have to provide.
FIXED := -fno-pic -fno-pie -fcf-protection=none

# No MMX, SSE or x87 register: nobody saves them, and the boot chain has not enabled them.
INTEGER := -mgeneral-regs-only

# The same bytes in every folder: paths in debug information count from the root of the tree.
REPRODUCIBLE := '-ffile-prefix-map=$(CURDIR)=.' -g

# stage2 has 32 KiB, so it is built for size, without aligning its stack to 16, which only SSE would
# need (SMALL); the debug profile leaves it as it is.
# Real mode: 16-bit code for every CPU that could reach the CPU gate, as small as possible. Debian's
# gcc takes the newest x86-64 for granted even with -m16.
REAL_FLAGS := $(TARGET_16) -m16 -march=i386 -fno-stack-protector $(SMALL)
# Protected mode: the gate has been passed, but no more is needed.
PROTECTED_FLAGS := $(TARGET_32) -m32 -march=i686 -fno-stack-protector $(SMALL)
# What `make DEBUG=1` changes; tests try the others.
OPTIMISE ?= $(if $(DEBUG),-Og -DDEBUG,-O2)
# Long mode: the kernel lives in the top 2 GiB, and an interrupt may strike between any two
# instructions, so nothing may lie below the stack pointer.
KERNEL_FLAGS := $(TARGET_64) -m64 -march=x86-64 -mcmodel=kernel -mno-red-zone \
                -fno-omit-frame-pointer $(OPTIMISE)
# A function that ends in a call stays on the stack during it: backtraces show it, and the heap
# notes it as who allocated or freed a block.
KERNEL_FLAGS += -fno-optimize-sibling-calls
# A function that overruns its array finds the canary changed, and one with a large frame touches
# every page of it on the way down, so that it cannot step over a stack's guard page.
KERNEL_FLAGS += -fstack-protector-strong -mstack-protector-guard=global $(STACK_CLASH)
# What C leaves undefined ends in a panic that names it (kernel/ubsan.c): a build for tests, twice
# as large. Without floats and arrays of variable length their checks find nothing to check.
KERNEL_FLAGS += $(if $(SANITIZE),-fsanitize=undefined $(NO_FUNCTION_CHECK))

INCLUDES = -I. -I$(BUILD)
TARGET_FLAGS = $(WARNINGS) $(FREESTANDING) $(FIXED) $(INTEGER) $(REPRODUCIBLE) $(INCLUDES)
HOST_FLAGS = $(WARNINGS) -O2 -g $(INCLUDES)
NASM_FLAGS = -w+error -g -F dwarf -I$(BUILD)/gen/ -Icommon/x86/ -Istage2/ \
             -Itests/kernel/guest/
