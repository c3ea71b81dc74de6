# tasks.mk: futures, tasks and timers.

TASKS_SOURCES = $(addprefix kernel/core/,future.c executor.c) tests/unit/tasks_host.c
FUTURES_SOURCES = $(TASKS_SOURCES) $(addprefix kernel/core/,coroutine.c timers.c timer_heap.c \
    task_mutex.c byte_stream.c) $(addprefix kernel/core/future_,map.c then.c join.c select.c \
    timeout.c)
STUDY_SOURCES = $(FUTURES_SOURCES) common/format.c common/format_buffer.c common/digits.c \
    $(addprefix kernel/core/study/,simple_executor.c async_number.c slow_file.c example_machine.c \
    self_reference.c scancode_queue.c)

test_executor_SOURCES           = $(TASKS_SOURCES) kernel/core/task_watch.c
test_executor_interrupts_SOURCES = $(FUTURES_SOURCES) tests/unit/fake_cpu.c
test_executor_misuse_SOURCES    = $(TASKS_SOURCES)
test_futures_SOURCES            = $(FUTURES_SOURCES)
test_coroutine_SOURCES          = $(FUTURES_SOURCES)
test_timers_SOURCES             = $(FUTURES_SOURCES)
test_byte_stream_SOURCES        = $(FUTURES_SOURCES)
test_task_mutex_SOURCES         = $(FUTURES_SOURCES)
test_tasks_study_SOURCES        = $(STUDY_SOURCES)
