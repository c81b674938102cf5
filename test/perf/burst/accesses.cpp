// SPDX-License-Identifier: BSD-3-Clause
#include "perf/burst/accesses.hpp"

#include <stdexcept>
#include <tuple>
#include <utility>

#include "perf/burst/frames.hpp"
#include "perf/burst/loop.hpp"
#include "perf/burst/meters.hpp"
#include "support/eal.hpp"

namespace perf {

namespace {

/// A meter, see meters.hpp.
class Accesses {
public:
    using Counter = std::uint64_t (test::TrappedBar::*)() const;

    Accesses(const test::TrappedBar& bar, Counter counter) : bar_(bar), counter_(counter) {}
    template <class Work>
    void operator()(double& sum, Work work) const
    {
        const std::uint64_t before = (bar_.*counter_)();
        work();
        sum += static_cast<double>((bar_.*counter_)() - before);
    }

private:
    const test::TrappedBar& bar_;
    Counter counter_;
};

}  // namespace

void count_accesses(test::Bed& bed, const Setting& setting, Result& out)
{
    const test::Frame frame = message_of(setting).frame();
    bed.model().on_sent = [](const test::Frame&) {};
    const Device device{.receive = [&](unsigned most) {
        for (unsigned i = 0; i < most; ++i)
            if (bed.model().receive(frame) != test::model::Delivery::delivered)
                throw std::runtime_error("the model has not delivered a frame");
    }};
    Setting one = setting;
    one.ports = 1;
    Loop loop{one, {device}};
    const unsigned turns = 2 * setting.ring / setting.burst;
    const auto run = [&](auto& meter) {
        loop.rx = loop.tx = 0;
        for (unsigned i = 0; i < turns; ++i)
            loop.turn(meter);
        const double packets = turns * (setting.idle ? 1 : setting.burst);
        return std::pair{loop.rx / packets, loop.tx / packets};
    };
    Nothing nothing;
    run(nothing);  // to the state that recurs
    const test::TrappedBar& bar = bed.slot().bar;
    const Accesses reads{bar, &test::TrappedBar::reads}, writes{bar, &test::TrappedBar::writes};
    std::tie(out.rx.reads, out.tx.reads) = run(reads);
    std::tie(out.rx.writes, out.tx.writes) = run(writes);
}

}  // namespace perf
