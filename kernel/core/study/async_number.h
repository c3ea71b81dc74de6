/*
 * async_number.h: for study: the first coroutines of the texts.
 *
 *     async fn async_number() -> u32 { 42 }
 *     async fn example_task() { println!("async number: {}", async_number().await) }
 *     async fn foo() -> u8 { 5 }
 *     async fn bar(x) -> u8 { x + foo().await }
 */
#ifndef KERNEL_CORE_STUDY_ASYNC_NUMBER_H
#define KERNEL_CORE_STUDY_ASYNC_NUMBER_H

#include "common/format.h"
#include "kernel/core/coroutine.h"

/* 42. */
struct async_number {
    struct coroutine coroutine;
};
struct future *async_number_start(struct async_number *self);

/* Prints `async number: 42` (12-7). */
struct example_task {
    struct coroutine coroutine;
    struct async_number number;
    format_sink print;
    void *context;
};
struct future *example_task_start(struct example_task *self, format_sink print, void *context);

/* 5. */
struct foo {
    struct coroutine coroutine;
};
struct future *foo_start(struct foo *self);

/* x + 5. */
struct bar {
    struct coroutine coroutine;
    uint64_t x;
    struct foo foo;
};
struct future *bar_start(struct bar *self, uint64_t x);

#endif
