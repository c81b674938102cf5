/* SPDX-License-Identifier: BSD-3-Clause */
/* From the reset vector to poller_main(), in flat 32-bit protected mode without paging. */
    .section .text.start, "ax"
    .code16
real_mode:
    cli
    lgdtl %cs:gdt_pointer - real_mode    /* which the segment begins with */
    movl %cr0, %eax
    orl $1, %eax
    movl %eax, %cr0
    ljmpl $8, $protected_mode

    .code32
protected_mode:
    movw $16, %ax
    movw %ax, %ds
    movw %ax, %es
    movw %ax, %ss
    movl $0x90000, %esp
    call poller_main
halt:
    hlt
    jmp halt

    .balign 8
gdt:
    .quad 0
    .quad 0x00cf9b000000ffff        /* code, 0 to 4 GiB */
    .quad 0x00cf93000000ffff        /* data */
gdt_pointer:
    .word . - gdt - 1
    .long gdt

    .section .reset, "ax"
    .code16
    jmp real_mode
    .balign 16, 0xf4

    .section .note.GNU-stack, "", @progbits
