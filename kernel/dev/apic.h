/*
 * apic.h: the local APIC, as far as it is of use while the PICs are in charge.
 */
#ifndef KERNEL_DEV_APIC_H
#define KERNEL_DEV_APIC_H

#include "common/types.h"

/* Sends this CPU a non-maskable interrupt, which it has taken when this returns; false where it has
 * no local APIC that memory accesses reach. Uses the temporary page. */
bool apic_nmi_self(void);

#endif
