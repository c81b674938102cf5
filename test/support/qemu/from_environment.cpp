// SPDX-License-Identifier: BSD-3-Clause
// The variables are those of options.hpp. QEMU starts when a driver maps the first of its devices, and ends with the
// process.
#include "support/backend_kinds.hpp"
#include "support/qemu/devices.hpp"

namespace test {

Backends qemu_from_environment()
{
    auto* devices = new qemu::Devices{qemu::Options::from_environment()};
    Backends backends;
    for (std::size_t i = 0; i < devices->size(); ++i)
        backends.push_back(&(*devices)[i]);
    return backends;
}

}  // namespace test
