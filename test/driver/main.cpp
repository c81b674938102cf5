// SPDX-License-Identifier: BSD-3-Clause
#include "support/eal.hpp"

int main(int argc, char** argv)
{
    return test::run_driver_tests(argc, argv);
}
