#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Run the tests that are programs of ours with sanitizers, in a build folder of their own beside the usual one.
#   sh config/sanitize.sh address     AddressSanitizer and UndefinedBehaviorSanitizer
#   sh config/sanitize.sh thread      ThreadSanitizer: tests in which EAL's interrupt thread, control calls and those who
#     look meet, or lcores that send. With RTE_FORCE_INTRINSICS DPDK's atomics are the compiler's, which ThreadSanitizer
#     sees, not assembly.
# Left out are the tests that load the plugin into programs of the distribution, which know no sanitizer.
set -eu
cd "$(dirname "$0")/.."
kind=${1-}
options=

case $kind in
  address) sanitizers=address,undefined tests='hw rxtx testbed protocol text em-on-model port interrupts sharing-threads driver own-words looking hostile any-order' ;;
  thread) sanitizers=thread tests='port interrupts sharing-threads own-words looking' options=-Dcpp_args=-DRTE_FORCE_INTRINSICS ;;
  *) echo "usage: sanitize.sh address|thread" >&2; exit 2 ;;
esac

build=$(sh config/build-folder.sh)-$kind
[ -f "$build"/build.ninja ] || meson setup "$build" -Dtests=enabled -Db_sanitize=$sanitizers -Db_lundef=false -Doptimization=0 $options
rm -rf "$build"/junit
mkdir -p "$build"/junit

export ASAN_OPTIONS=allow_user_segv_handler=1  # that of the trapped BAR
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
# A device of another thread writes descriptors as one word, which ThreadSanitizer takes for a race with a wider load.
[ "$kind" = address ] || export TESTBED_SIMD_BITS=64
export TSAN_OPTIONS="report_signal_unsafe=0:history_size=7:suppressions=$PWD/config/tsan-suppressions.txt"

known=$(meson test -C "$build" --list 2>/dev/null | sed 's/.* \/ //')
for test in $tests; do
  echo "$known" | grep -qx "$test" || { echo "sanitize.sh: there is no test $test" >&2; exit 1; }
done
exec meson test -C "$build" --print-errorlogs --timeout-multiplier 5 $tests
