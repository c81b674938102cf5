// SPDX-License-Identifier: BSD-3-Clause
#include "support/trap.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>

#include "support/instruction.hpp"
#include "support/signals.hpp"

#if defined(__SANITIZE_THREAD__)
#define TESTBED_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TESTBED_TSAN 1
#endif
#endif

#ifdef TESTBED_TSAN
// A backend runs inside the SIGSEGV of the driver's own load or store, never inside malloc: allocating there is safe.
extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options()
{
    return "report_signal_unsafe=0";
}
#endif

namespace test {

namespace {

std::array<std::atomic<TrappedBar*>, 16> bars;
struct sigaction previous;

TrappedBar* bar_at(const void* address)
{
    for (const auto& entry : bars)
        if (TrappedBar* bar = entry; bar != nullptr && bar->contains(address))
            return bar;
    return nullptr;
}

class Register final : public MemoryOperand {
public:
    Register(TrappedBar& bar, const void* address)
        : bar_(bar),
          offset_(static_cast<std::uint32_t>(static_cast<const std::uint8_t*>(address) -
                                             static_cast<const std::uint8_t*>(bar.base())))
    {
    }
    std::uint64_t load(unsigned bytes) override { return bar_.load(offset_, bytes); }
    void store(unsigned bytes, std::uint64_t value) override { bar_.store(offset_, bytes, value); }
    bool hold() override { return bar_.hold(); }
    void let_go() override { bar_.let_go(); }

private:
    TrappedBar& bar_;
    std::uint32_t offset_;
};

bool executed(TrappedBar& bar, const void* address, void* context)
{
    Register accessed{bar, address};
    return execute(*static_cast<ucontext_t*>(context), accessed);
}

void pass_on(int signal, siginfo_t* info, void* context)
{
    if ((previous.sa_flags & SA_SIGINFO) != 0)
        previous.sa_sigaction(signal, info, context);
    else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN)
        previous.sa_handler(signal);
    else
        std::signal(SIGSEGV, SIG_DFL);  // on return the instruction faults again, now fatally
}

void on_fault(int signal, siginfo_t* info, void* context)
{
    const int saved_errno = errno;
    TrappedBar* bar = bar_at(info->si_addr);
    if (bar == nullptr || !executed(*bar, info->si_addr, context))
        pass_on(signal, info, context);
    errno = saved_errno;
}

void install_handler()
{
    struct sigaction action {};
    action.sa_sigaction = on_fault;
    // SA_NODEFER: a crash inside a backend is reported like any other instead of killing the process silently.
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    // A register access is one step for other signals: an application may stop its ports inside a SIGINT handler.
    action.sa_mask = signals_from_outside();
    if (sigaction(SIGSEGV, &action, &previous) != 0)
        throw std::system_error(errno, std::generic_category(), "sigaction(SIGSEGV)");
}

}  // namespace

TrappedBar::TrappedBar(Backend& backend)
    : backend_(backend),
      length_(backend.identity().bar0_length),
      base_(nullptr),
      counts_(std::make_unique<Count[]>(length_ / 4))
{
    static std::once_flag once;
    std::call_once(once, install_handler);
    map(PROT_NONE);
    for (auto& entry : bars) {
        TrappedBar* expected = nullptr;
        if (entry.compare_exchange_strong(expected, this))
            return;
    }
    throw std::runtime_error("too many trapped BARs at a time: " + std::to_string(bars.size()));
}

TrappedBar::~TrappedBar()
{
    for (auto& entry : bars) {
        TrappedBar* expected = this;
        entry.compare_exchange_strong(expected, nullptr);
    }
    munmap(base_, length_);
}

void TrappedBar::map(int protection)
{
    void* wanted = base_ != nullptr ? base_ : backend_.identity().bar0_base;
    const int fixed = base_ != nullptr ? MAP_FIXED : wanted != nullptr ? MAP_FIXED_NOREPLACE : 0;
    void* mapped = mmap(wanted, length_, protection, MAP_PRIVATE | MAP_ANONYMOUS | fixed, -1, 0);
    if (mapped == MAP_FAILED && errno == EEXIST)  // by chance: address spaces are laid out at random
        throw std::runtime_error("a BAR's address is taken in this process; start it again");
    if (mapped == MAP_FAILED)
        throw std::system_error(errno, std::generic_category(), "mmap of a BAR");
    base_ = static_cast<std::uint8_t*>(mapped);
}

void TrappedBar::become_memory()
{
    map(PROT_READ | PROT_WRITE);
}

void TrappedBar::trap() noexcept
{
    if (mprotect(base_, length_, PROT_NONE) != 0)
        std::abort();  // the driver would go on in memory that no backend looks at
}

void TrappedBar::reset_counts()
{
    reads_ = writes_ = 0;
    for (std::uint32_t i = 0; i < length_ / 4; ++i) {
        counts_[i].reads.store(0, std::memory_order_relaxed);
        counts_[i].writes.store(0, std::memory_order_relaxed);
    }
}

bool TrappedBar::contains(const void* address) const
{
    const auto* byte = static_cast<const std::uint8_t*>(address);
    return byte >= base_ && byte < base_ + length_;
}

bool TrappedBar::hold()
{
    if (!backend_.exclusive())
        return false;
    backend_.mutex().lock();
    return true;
}

void TrappedBar::let_go()
{
    backend_.mutex().unlock();
}

std::uint32_t TrappedBar::read(std::uint32_t offset)
{
    if (offset >= length_)
        return ~0u;
    reads_.fetch_add(1, std::memory_order_relaxed);
    counts_[offset / 4].reads.fetch_add(1, std::memory_order_relaxed);
    const std::lock_guard lock{backend_.mutex()};
    return backend_.read(offset);
}

void TrappedBar::write(std::uint32_t offset, std::uint32_t value)
{
    if (offset >= length_)
        return;
    writes_.fetch_add(1, std::memory_order_relaxed);
    counts_[offset / 4].writes.fetch_add(1, std::memory_order_relaxed);
    const std::lock_guard lock{backend_.mutex()};
    backend_.write(offset, value);
}

std::uint64_t TrappedBar::load(std::uint32_t offset, unsigned bytes)
{
    const std::uint32_t aligned = offset & ~3u;
    const std::uint64_t low = read(aligned);
    const std::uint64_t high = offset - aligned + bytes > 4 ? read(aligned + 4) : 0;
    return (low | high << 32) >> (8 * (offset - aligned));
}

void TrappedBar::store(std::uint32_t offset, unsigned bytes, std::uint64_t value)
{
    const std::uint32_t aligned = offset & ~3u;
    if (bytes >= 4 && aligned == offset) {
        write(offset, static_cast<std::uint32_t>(value));
        if (bytes == 8)
            write(offset + 4, static_cast<std::uint32_t>(value >> 32));
        return;
    }
    const std::uint32_t shift = 8 * (offset - aligned);
    const std::uint64_t mask = ((1ull << (8 * bytes)) - 1) << shift;
    const std::lock_guard lock{backend_.mutex()};
    merge(aligned, static_cast<std::uint32_t>(mask), static_cast<std::uint32_t>(value << shift));
    if (mask >> 32 != 0)
        merge(aligned + 4, static_cast<std::uint32_t>(mask >> 32), static_cast<std::uint32_t>((value << shift) >> 32));
}

void TrappedBar::merge(std::uint32_t offset, std::uint32_t mask, std::uint32_t value)
{
    write(offset, (read(offset) & ~mask) | (value & mask));
}

}  // namespace test
