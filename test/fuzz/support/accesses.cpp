// SPDX-License-Identifier: BSD-3-Clause
#include "support/accesses.hpp"

extern "C" {

void __sanitizer_cov_load1(std::uint8_t*) {}
void __sanitizer_cov_load2(std::uint16_t*) {}
void __sanitizer_cov_load4(std::uint32_t* address)
{
    fuzz::watched_dwords.check(address);
}
void __sanitizer_cov_load8(std::uint64_t* address)
{
    fuzz::watched_qwords.check(address);
}
void __sanitizer_cov_load16(void*) {}

}  // extern "C"
