// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/rx_wakeup.hpp"

#include <cerrno>
#include <cstdint>

#include <fcntl.h>
#include <unistd.h>

#include <rte_epoll.h>

namespace e1k {

int RxWakeup::open(rte_intr_handle* handle)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return -errno;
    read_end_ = ends[0];
    write_end_ = ends[1];
    int err = rte_intr_vec_list_alloc(handle, "e1k_rx_vector", 1);
    if (err == 0)
        err = rte_intr_vec_list_index_set(handle, 0, RTE_INTR_VEC_RXTX_OFFSET);
    if (err == 0)
        err = rte_intr_efds_index_set(handle, 0, read_end_);
    if (err == 0)
        err = rte_intr_nb_efd_set(handle, 1);
    if (err != 0)
        close(handle);
    return err;
}

void RxWakeup::close(rte_intr_handle* handle)
{
    if (read_end_ < 0)
        return;
    rte_intr_free_epoll_fd(handle);
    rte_intr_nb_efd_set(handle, 0);
    rte_intr_vec_list_free(handle);
    ::close(read_end_);
    ::close(write_end_);
    read_end_ = write_end_ = -1;
}

/// EAL's epoll is edge-triggered and reads 4 bytes of a uio event, 8 of a vfio event. What nobody has read is taken out
/// first: the pipe never fills, and each signal is a new edge.
void RxWakeup::signal() const
{
    std::uint64_t message = 0;
    while (::read(read_end_, &message, sizeof message) > 0) {
    }
    message = 1;
    [[maybe_unused]] const auto written = ::write(write_end_, &message, sizeof message);  // into an empty pipe: it fits
}

}  // namespace e1k
