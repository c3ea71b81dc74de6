/*
 * key.c: the names of the keys [UIE].
 *
 * Called by scancode.c, for which a code without a name is no key, and by whoever shows a key.
 */
#include "kernel/core/key.h"

static const char *const names[KEYS] = {
#define KEY_NAME(id, code, name) [KEY_##id] = (name),
    KEY_LIST_PLAIN(KEY_NAME) KEY_LIST_E0(KEY_NAME) KEY_LIST_E1(KEY_NAME)
#undef KEY_NAME
};

const char *key_name(uint32_t key)
{
    return key < KEYS ? names[key] : NULL;
}
