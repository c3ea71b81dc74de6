/*
 * vector.h: an array that grows: VECTOR(int) numbers = VECTOR_EMPTY; vector_push(&numbers, 3);
 *
 * The room doubles when it is used up, so that n pushes copy fewer than 2n items. What lies in
 * `items` moves then: nobody keeps an address into it across a push. Items are read directly,
 * `numbers.items[i]`, for i below `count`.
 */
#ifndef KERNEL_CORE_VECTOR_H
#define KERNEL_CORE_VECTOR_H

#include "kernel/core/heap.h"

#define VECTOR(type)                                                                               \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t count, room;                                                                        \
    }
#define VECTOR_EMPTY                                                                               \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }

enum { VECTOR_FIRST_ROOM = 4 };

/* Twice the room, for items of that size; the old ones where they are if there is no memory. */
static inline bool vector_grow(void **items, size_t *room, size_t each, size_t align)
{
    size_t more = *room == 0 ? VECTOR_FIRST_ROOM : heap_array_bytes(*room, 2);
    void *moved = heap_realloc(*items, *room * each, align, heap_array_bytes(more, each));
    if (moved == NULL) {
        return false;
    }
    *items = moved;
    *room = more;
    return true;
}

#define vector_align(vector) _Alignof(typeof(*(vector)->items))

/* False, and nothing is changed, where there is no memory. */
#define vector_push(vector, value)                                                                 \
    (((vector)->count < (vector)->room ||                                                          \
      vector_grow((void **)&(vector)->items, &(vector)->room, sizeof(*(vector)->items),            \
                  vector_align(vector))) &&                                                        \
     ((vector)->items[(vector)->count++] = (value), true))

/* Takes the last item off; there must be one. */
#define vector_pop(vector) ((vector)->items[--(vector)->count])

/* Back to VECTOR_EMPTY. */
#define vector_free(vector)                                                                        \
    (heap_free((vector)->items, (vector)->room * sizeof(*(vector)->items), vector_align(vector)),  \
     (vector)->items = NULL, (vector)->count = (vector)->room = 0, (void)0)

#endif
