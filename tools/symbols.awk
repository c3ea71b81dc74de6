# symbols.awk: the kernel's symbol table in NASM, from what `nm -n kernel.elf` prints.
#
# Takes the functions (types t and T), each by its first name, and counts their offsets from
# kernel_text, so that the table stays true when its own bytes move .text. Without input the table
# is empty: that one goes into the first of the two links. NASM's local labels (name.label) belong
# to their function; what gcc splits off one (name.cold, name.part.0) stands for itself.

BEGIN { n = 0 }
$3 == "kernel_text" { base = $1 }
tolower($2) != "t" || $3 == "kernel_text" { next }
$3 ~ /\./ && $3 !~ /\.(part|constprop|isra|cold)/ { next }
$1 != last { address[n] = $1; name[n++] = $3; last = $1 }

END {
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
