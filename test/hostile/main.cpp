// SPDX-License-Identifier: BSD-3-Clause
#include "support/eal.hpp"

int main(int argc, char** argv)
{
    test::Bed::Options options;
    // What the driver and ethdev say about each of thousands of failures is not looked at here.
    options.eal = {"--log-level=pmd.net.e1k.*:emergency", "--log-level=lib.*:emergency"};
    return test::run_driver_tests(argc, argv, options);
}
