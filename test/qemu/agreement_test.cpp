// SPDX-License-Identifier: BSD-3-Clause
// The model of the chip, which most of the driver is tested on, against QEMU's: the same script on both, register by
// register and frame by frame, must read the same. Where it does not, the difference is listed with its reason.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "scenarios.hpp"
#include "specimen.hpp"

namespace test {
namespace {

/// A transcript, and the lines of a listed difference apart from the others.
struct Lines {
    std::string equal;
    std::vector<std::string> different;
};

Lines divide(const std::string& transcript, const std::vector<Difference>& known)
{
    Lines lines;
    std::istringstream text{transcript};
    for (std::string line; std::getline(text, line);) {
        if (std::ranges::any_of(known, [&](const Difference& each) { return line.starts_with(each.line); }))
            lines.different.push_back(line);
        else
            lines.equal += line + '\n';
    }
    return lines;
}

std::string run(std::unique_ptr<Specimen> device, const Scenario& scenario)
{
    Transcript transcript;
    scenario.script(*device, transcript);
    return transcript.text();
}

class Agreement : public testing::TestWithParam<Scenario> {};

TEST_P(Agreement, OfModelAndQemu)
{
    const auto& scenario = GetParam();
    const auto model = divide(run(make_model(), scenario), scenario.known);
    Lines qemu;
    // On a busy machine QEMU may come to none of its timers in the time it is given. A real difference stays.
    for (unsigned patience = 10; patience <= 640 && qemu.equal != model.equal; patience *= 4)
        qemu = divide(run(make_qemu(patience), scenario), scenario.known);
    EXPECT_FALSE(qemu.equal.empty());
    EXPECT_EQ(model.equal, qemu.equal);
    for (const auto& difference : scenario.known) {
        const auto of = [&](const std::vector<std::string>& lines) {
            const auto found =
                std::ranges::find_if(lines, [&](const auto& line) { return line.starts_with(difference.line); });
            return found == lines.end() ? std::string{"nothing"} : *found;
        };
        EXPECT_NE(of(model.different), of(qemu.different)) << "is no difference any more: " << difference.reason;
    }
}

INSTANTIATE_TEST_SUITE_P(Script, Agreement, testing::ValuesIn(scenarios()),
                         [](const auto& instance) { return std::string{instance.param.name}; });

}  // namespace
}  // namespace test
