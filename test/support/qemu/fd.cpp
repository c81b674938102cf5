// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/fd.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace test::qemu {

SocketPair make_socket_pair(int type)
{
    int ends[2];
    if (::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) != 0)
        throw std::system_error{errno, std::generic_category(), "socketpair"};
    return {Fd{ends[0]}, Fd{ends[1]}};
}

}  // namespace test::qemu
