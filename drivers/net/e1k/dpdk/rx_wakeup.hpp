// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_interrupts.h>

namespace e1k {

/// The way from EAL's interrupt thread, which owns the one INTx line, to an application that sleeps in
/// rte_epoll_wait(): a pipe in place of the event fd that a device with vectors would have.
class RxWakeup {
public:
    /// Make the pipe and put it into @p handle as the event of queue 0. @return 0 or a negative errno
    [[nodiscard]] int open(rte_intr_handle* handle);
    /// Take it out of @p handle and of every epoll. Nothing happens if it is not open.
    void close(rte_intr_handle* handle);

    /// Wake the application. Not reentrant.
    void signal() const;

private:
    int read_end_ = -1, write_end_ = -1;
};

}  // namespace e1k
