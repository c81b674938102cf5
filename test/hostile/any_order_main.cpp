// SPDX-License-Identifier: BSD-3-Clause
#include <cstdlib>

#include "support/eal.hpp"

int main(int argc, char** argv)
{
    setenv("TESTBED_TELEMETRY", "1", 1);  // which EAL has open its socket
    test::Bed::Options options;
    // What the driver and ethdev say about each of thousands of refusals is not looked at here.
    options.eal = {"--log-level=pmd.net.e1k.*:emergency", "--log-level=lib.*:emergency"};
    return test::run_driver_tests(argc, argv, options);
}
