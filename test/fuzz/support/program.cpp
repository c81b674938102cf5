// SPDX-License-Identifier: BSD-3-Clause
#include "support/program.hpp"

#include "support/eal.hpp"

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv);
extern "C" int LLVMFuzzerInitialize(int*, char*** argv)
{
    fuzz::start_eal((*argv)[0]);
    fuzz::program.set_up();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input{data, size};
    fuzz::program.run(input);
    return 0;
}
