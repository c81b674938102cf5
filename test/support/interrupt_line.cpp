// SPDX-License-Identifier: BSD-3-Clause
#include "support/interrupt_line.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "support/background.hpp"

namespace test {

InterruptLine::InterruptLine()
{
    // SEQPACKET: a read takes one count, as from a UIO file, however many are waiting.
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ours_) != 0)
        throw std::system_error(errno, std::generic_category(), "socketpair");
    thread_ = in_background([this] { serve(); });
}

InterruptLine::~InterruptLine()
{
    shutdown(ours_[1], SHUT_RDWR);
    thread_.join();
    close(ours_[0]);
    close(ours_[1]);
}

void InterruptLine::level(bool asserted)
{
    const std::lock_guard lock{mutex_};
    asserted_ = asserted;
    deliver();
}

std::uint32_t InterruptLine::delivered() const
{
    const std::lock_guard lock{mutex_};
    return count_;
}

void InterruptLine::deliver()
{
    if (!asserted_ || masked_)
        return;
    masked_ = true;
    ++count_;
    [[maybe_unused]] const auto sent = send(ours_[1], &count_, sizeof count_, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void InterruptLine::serve()
{
    std::int32_t unmask = 0;
    for (;;) {
        const auto got = recv(ours_[1], &unmask, sizeof unmask, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got != sizeof unmask)
            return;
        const std::lock_guard lock{mutex_};
        masked_ = unmask == 0;
        deliver();
    }
}

}  // namespace test
