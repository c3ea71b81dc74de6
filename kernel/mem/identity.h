/*
 * identity.h: gives up the one-to-one mapping of the first MiB.
 */
#ifndef KERNEL_MEM_IDENTITY_H
#define KERNEL_MEM_IDENTITY_H

/* Unmaps slot 0, the whole low half; from now on a null pointer faults. Needs own descriptor
 * tables. */
void identity_drop(void);

#endif
