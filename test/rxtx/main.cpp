// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "support/start_eal.hpp"

int main(int argc, char** argv)
{
    testing::InitGoogleTest(&argc, argv);
    test::start_eal({argv[0], "-l", "0", "--no-huge", "--no-pci", "--no-shconf", "-m", "64", "--iova-mode=va",
                     "--no-telemetry", "--log-level=4"});
    return RUN_ALL_TESTS();
}
