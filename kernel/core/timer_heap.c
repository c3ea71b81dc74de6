/*
 * timer_heap.c: a pairing heap without recursion [Fredman 1986].
 *
 * Called by timers.c. A tree on its own has the timer at its top in no list: its `next` is NULL.
 */
#include "kernel/core/timer_heap.h"

static bool is_before(const struct timer *a, const struct timer *b)
{
    return a->deadline != b->deadline ? a->deadline < b->deadline : a->order < b->order;
}

/* One tree of two: the later top becomes the first child of the earlier one. */
static struct timer *trees_merge(struct timer *a, struct timer *b)
{
    if (is_before(b, a)) {
        struct timer *earlier = b;
        b = a;
        a = earlier;
    }
    b->next = a->child;
    if (b->next != NULL) {
        b->next->link = &b->next;
    }
    b->link = &a->child;
    a->child = b;
    a->next = NULL;
    return a;
}

/*
 * One tree of a list of trees, or NULL: first in pairs from the left, then the pairs from the right
 * to the left. Any order would be right; this one keeps the average low.
 */
static struct timer *list_merge(struct timer *first)
{
    struct timer *pairs = NULL;
    while (first != NULL) {
        struct timer *pair = first;
        struct timer *second = first->next;
        first = NULL;
        if (second != NULL) {
            first = second->next;
            pair = trees_merge(pair, second);
        }
        pair->next = pairs;
        pairs = pair;
    }
    struct timer *tree = pairs;
    if (tree != NULL) {
        pairs = tree->next;
        tree->next = NULL;
    }
    while (pairs != NULL) {
        struct timer *left = pairs;
        pairs = left->next;
        tree = trees_merge(tree, left);
    }
    return tree;
}

static void tree_add(struct timer_heap *heap, struct timer *tree)
{
    if (tree == NULL) {
        return;
    }
    heap->top = heap->top != NULL ? trees_merge(heap->top, tree) : tree;
    heap->top->link = &heap->top;
}

void timer_heap_insert(struct timer_heap *heap, struct timer *timer)
{
    timer->order = heap->count++;
    timer->child = NULL;
    timer->next = NULL;
    tree_add(heap, timer);
}

void timer_heap_remove(struct timer_heap *heap, struct timer *timer)
{
    *timer->link = timer->next;
    if (timer->next != NULL) {
        timer->next->link = timer->link;
    }
    timer->link = NULL;
    tree_add(heap, list_merge(timer->child));
    timer->child = NULL;
}
