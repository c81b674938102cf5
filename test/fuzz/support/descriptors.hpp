// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>

#include "hw/descriptors.hpp"

namespace fuzz {

struct Free {
    void operator()(void* p) const { std::free(p); }
};

/// A ring's descriptors, of heap memory whose ends AddressSanitizer knows.
template <class Descriptor>
using Descriptors = std::unique_ptr<Descriptor[], Free>;

/// @p n descriptors of zeros.
template <class Descriptor>
[[nodiscard]] Descriptors<Descriptor> allocate_descriptors(std::size_t n)
{
    auto* ring = static_cast<Descriptor*>(std::aligned_alloc(e1k::hw::ring_alignment, n * sizeof(Descriptor)));
    std::uninitialized_value_construct_n(ring, n);
    return Descriptors<Descriptor>{ring};
}

}  // namespace fuzz
