# tasks.mk: `make bench-tasks`, the cost of a wake, a key and a task, in instructions of the host.
#
# Compiled as the kernel is, as far as a program of the host can be: without SSE. The kernel's frame
# pointers, which its crash reports want, would add four instructions to a key and none to a wake.

BENCH_TASKS := $(BUILD)/bench/tasks
BENCH_TASKS_SOURCES := tests/bench/tasks/tasks.c $(addprefix kernel/core/,future.c executor.c \
                         coroutine.c byte_stream.c)

$(BENCH_TASKS): $(BENCH_TASKS_SOURCES) $(wildcard kernel/core/*.h) $(GENERATED)
	@echo "  HOST $@"
	@mkdir -p $(@D)
	@$(HOSTCC) $(WARNINGS) -O2 -mgeneral-regs-only $(INCLUDES) -o $@ \
	  $(BENCH_TASKS_SOURCES)

.PHONY: bench-tasks
bench-tasks: $(BENCH_TASKS)
	@$(PYTHON) tests/bench/tasks/cost.py $(BENCH_TASKS)
bench: bench-tasks

# tests/unit/test_tasks_cost.py asserts what the bench prints.
test test-unit: $(BENCH_TASKS)
