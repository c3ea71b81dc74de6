; 32m.asm: the payload of 32m.c.

PAYLOAD_BYTES equ 32 << 20

%include "payload.inc"
