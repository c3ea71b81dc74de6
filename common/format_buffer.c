/*
 * format_buffer.c: the formatter's sink that is a buffer of the caller's.
 *
 * Contract in format.h. Called by whoever needs a text before it can be printed.
 */
#include "common/format.h"

#include "common/string.h"

struct buffer {
    char *at;
    size_t left;
};

/* The sink of format_buffer: what finds no room is dropped, and counted by the formatter. */
static void buffer_take(void *context, const char *text, size_t length)
{
    struct buffer *buffer = context;
    size_t taken = length < buffer->left ? length : buffer->left;
    memcpy(buffer->at, text, taken);
    buffer->at += taken;
    buffer->left -= taken;
}

size_t format_buffer_v(char *buffer, size_t size, const char *format, va_list arguments)
{
    char none = '\0'; /* there may be no buffer at all, and still its end is written */
    struct buffer room = {.at = size > 0 ? buffer : &none, .left = size > 0 ? size - 1 : 0};
    size_t length = format_to_v(buffer_take, &room, format, arguments);
    *room.at = '\0';
    return length;
}

size_t format_buffer(char *buffer, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t length = format_buffer_v(buffer, size, format, arguments);
    va_end(arguments);
    return length;
}
