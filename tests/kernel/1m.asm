; 1m.asm: the payload of 1m.c.

PAYLOAD_BYTES equ 1 << 20

%include "payload.inc"
