/*
 * exception.c: the names of the exceptions, for stage2's and the kernel's reports.
 */
#include "common/exception.h"

static const struct exception {
    const char *mnemonic;
    const char *name;
} exceptions[EXCEPTIONS] = {
    [0] = {"#DE", "DIVIDE ERROR"},
    [1] = {"#DB", "DEBUG"},
    [2] = {"NMI", "NON-MASKABLE INTERRUPT"},
    [3] = {"#BP", "BREAKPOINT"},
    [4] = {"#OF", "OVERFLOW"},
    [5] = {"#BR", "BOUND RANGE EXCEEDED"},
    [6] = {"#UD", "INVALID OPCODE"},
    [7] = {"#NM", "DEVICE NOT AVAILABLE"},
    [8] = {"#DF", "DOUBLE FAULT"},
    [9] = {"#CSO", "COPROCESSOR SEGMENT OVERRUN"},
    [10] = {"#TS", "INVALID TSS"},
    [11] = {"#NP", "SEGMENT NOT PRESENT"},
    [12] = {"#SS", "STACK FAULT"},
    [13] = {"#GP", "GENERAL PROTECTION FAULT"},
    [14] = {"#PF", "PAGE FAULT"},
    [16] = {"#MF", "X87 FLOATING-POINT ERROR"},
    [17] = {"#AC", "ALIGNMENT CHECK"},
    [18] = {"#MC", "MACHINE CHECK"},
    [19] = {"#XM", "SIMD FLOATING-POINT ERROR"},
    [20] = {"#VE", "VIRTUALIZATION EXCEPTION"},
    [21] = {"#CP", "CONTROL PROTECTION EXCEPTION"},
    [28] = {"#HV", "HYPERVISOR INJECTION EXCEPTION"},
    [29] = {"#VC", "VMM COMMUNICATION EXCEPTION"},
    [30] = {"#SX", "SECURITY EXCEPTION"},
};

const char *exception_name(uint32_t vector)
{
    bool named = vector < EXCEPTIONS && exceptions[vector].name;
    return named ? exceptions[vector].name : "RESERVED";
}

const char *exception_mnemonic(uint32_t vector)
{
    bool named = vector < EXCEPTIONS && exceptions[vector].mnemonic;
    return named ? exceptions[vector].mnemonic : "#--";
}
