# SPDX-License-Identifier: BSD-3-Clause
# Completion for bash, by the package bash-completion. The options are those that --help prints, at each time: EAL's in
# front of a `--`, the program's own behind it.
_icmp_responder()
{
    local cur prev words cword section='EAL arguments' dashes='--'
    _init_completion || return
    [[ " ${words[*]:0:cword} " == *' -- '* ]] && section='options' dashes=''
    case $prev in
        -d | --cmdline-file) _filedir ;;
        -a) COMPREPLY=($(compgen -W "$(ls /sys/bus/pci/devices)" -- "$cur")) ;;
        --rx-mode) COMPREPLY=($(compgen -W 'poll interrupt adaptive' -- "$cur")) ;;
        --vlan) COMPREPLY=($(compgen -W 'untagged' -- "$cur")) ;;
        *) COMPREPLY=($(compgen -W "$dashes $("$1" --help | sed -n "/^$section/,/^\$/s/^  \(-[-a-z]*\).*/\1/p")" -- "$cur")) ;;
    esac
}
complete -F _icmp_responder icmp-responder
