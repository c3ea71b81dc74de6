/*
 * exception.c: the names of the exceptions, for stage2's and the kernel's reports.
 */
#include "common/exception.h"

static const struct exception {
    const char *mnemonic;
    const char *name;
} exceptions[EXCEPTIONS] = {
    [EXCEPTION_DE] = {"#DE", "DIVIDE ERROR"},
    [EXCEPTION_DB] = {"#DB", "DEBUG"},
    [EXCEPTION_NMI] = {"NMI", "NON-MASKABLE INTERRUPT"},
    [EXCEPTION_BP] = {"#BP", "BREAKPOINT"},
    [EXCEPTION_OF] = {"#OF", "OVERFLOW"},
    [EXCEPTION_BR] = {"#BR", "BOUND RANGE EXCEEDED"},
    [EXCEPTION_UD] = {"#UD", "INVALID OPCODE"},
    [EXCEPTION_NM] = {"#NM", "DEVICE NOT AVAILABLE"},
    [EXCEPTION_DF] = {"#DF", "DOUBLE FAULT"},
    [9] = {"#CSO", "COPROCESSOR SEGMENT OVERRUN"},
    [EXCEPTION_TS] = {"#TS", "INVALID TSS"},
    [EXCEPTION_NP] = {"#NP", "SEGMENT NOT PRESENT"},
    [EXCEPTION_SS] = {"#SS", "STACK FAULT"},
    [EXCEPTION_GP] = {"#GP", "GENERAL PROTECTION FAULT"},
    [EXCEPTION_PF] = {"#PF", "PAGE FAULT"},
    [EXCEPTION_MF] = {"#MF", "X87 FLOATING-POINT ERROR"},
    [EXCEPTION_AC] = {"#AC", "ALIGNMENT CHECK"},
    [EXCEPTION_MC] = {"#MC", "MACHINE CHECK"},
    [EXCEPTION_XM] = {"#XM", "SIMD FLOATING-POINT ERROR"},
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
