// SPDX-License-Identifier: BSD-3-Clause
// For LD_PRELOAD under icmp-responder: whoever waits for events for a time waits for a minute. What should have been
// woken and was not is then seen to sleep, however slow the machine is.
#include <dlfcn.h>
#include <sys/epoll.h>

namespace {

constexpr int minute_ms = 60'000;

}  // namespace

extern "C" [[gnu::visibility("default")]] int epoll_wait(int epoll, epoll_event* events, int most, int timeout_ms)
{
    static const auto real = reinterpret_cast<decltype(&epoll_wait)>(dlsym(RTLD_NEXT, "epoll_wait"));
    return real(epoll, events, most, timeout_ms > 0 ? minute_ms : timeout_ms);
}
