# symbols.awk: the kernel's symbol table in NASM, from what `nm -n kernel.elf` prints.
#
# Takes the functions (types t and T), each by its first name, and counts their offsets from
# kernel_text, so that the table stays true when its own bytes move .text. Without input the table
# is empty: that one goes into the first of the two links. NASM's local labels (name.label) belong
# to their function; what gcc splits off one (name.cold, name.part.0) stands for itself. LLVM's
# linker gives type T also to names that only mark a place, so what counts is whether a name lies
# between kernel_text and kernel_data: addresses of equal length, which compare as strings.

BEGIN { total = n = 0 }
$3 == "kernel_text" { base = $1 "" }
$3 == "kernel_data" { end = $1 "" }
tolower($2) != "t" || $3 == "kernel_text" { next }
$3 ~ /\./ && $3 !~ /\.(part|constprop|isra|cold)/ { next }
{ addresses[total] = $1 ""; names[total++] = $3 }

END {
    for (i = 0; i < total; i++) {
        inside = addresses[i] >= base && addresses[i] < end
        if (inside && (n == 0 || addresses[i] != address[n - 1])) {
            address[n] = addresses[i]
            name[n++] = names[i]
        }
    }
    print "; symbols.asm: generated from the kernel by tools/symbols.awk; do not edit"
    print "global symbols"
    print "global symbols_end"
    print "global symbol_names"
    print "section .rodata.symbols"
    print "align 4"
    print "symbols:"
    for (i = 0; i < n; i++) {
        printf "        dd 0x%s - 0x%s, name_%d - symbol_names\n", address[i], base, i
    }
    print "symbols_end:"
    print "symbol_names:"
    for (i = 0; i < n; i++) {
        printf "name_%d: db \"%s\", 0\n", i, name[i]
    }
    print "        db 0"
}
