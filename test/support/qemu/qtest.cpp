// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/qtest.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace test::qemu {

namespace {

constexpr timeval answer_limit{.tv_sec = 10, .tv_usec = 0};
constexpr unsigned max_pending = 128;  // replies of 3 bytes: far below what makes QEMU block on its socket
constexpr std::uint64_t gone = ~std::uint64_t{0};

/// A command line on the stack: register accesses happen in a signal handler, where nothing may be allocated.
class Command {
public:
    explicit Command(std::string_view verb) { append(verb); }
    Command& operator<<(std::uint64_t value)
    {
        append(" 0x");
        end_ = std::to_chars(end_, text_ + sizeof(text_), value, 16).ptr;
        return *this;
    }
    std::string_view line()
    {
        append("\n");
        return {text_, static_cast<std::size_t>(end_ - text_)};
    }

private:
    void append(std::string_view part) { end_ = std::copy(part.begin(), part.end(), end_); }

    char text_[64]{};
    char* end_ = text_;
};

constexpr std::string_view read_verb(unsigned width)
{
    return width == 1 ? "readb" : width == 2 ? "readw" : width == 4 ? "readl" : "readq";
}

constexpr std::string_view write_verb(unsigned width)
{
    return width == 1 ? "writeb" : width == 2 ? "writew" : width == 4 ? "writel" : "writeq";
}

std::uint64_t number(std::string_view text, int base)
{
    std::uint64_t value = 0;
    if (text.starts_with("0x"))
        text.remove_prefix(2);
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

/// Whether an error of the socket tells that the far end is closed: which one it is depends on what was unread there,
/// and on who comes first.
constexpr bool has_ended(int error)
{
    return error == ECONNRESET || error == EPIPE;
}

}  // namespace

Qtest::Qtest(Fd socket) : socket_{std::move(socket)}, wake_{::eventfd(0, EFD_CLOEXEC)}
{
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &answer_limit, sizeof(answer_limit));
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &answer_limit, sizeof(answer_limit));
    // The program's signal handlers belong to its own threads.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    listener_ = std::jthread{[this](const std::stop_token& stop) { listen(stop); }};
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Qtest::~Qtest()
{
    listener_.request_stop();
    ::eventfd_write(wake_.get(), 1);
}

bool Qtest::wait_ready()
{
    const auto lock = exclusive();
    ask("endianness\n");
    return !lost_;
}

std::uint64_t Qtest::read(std::uint64_t address, unsigned width)
{
    return ask((Command{read_verb(width)} << address).line());
}

void Qtest::write(std::uint64_t address, unsigned width, std::uint64_t value)
{
    post((Command{write_verb(width)} << address << value).line());
}

std::uint32_t Qtest::port_read(std::uint16_t port, unsigned width)
{
    return static_cast<std::uint32_t>(ask((Command{width == 1 ? "inb" : width == 2 ? "inw" : "inl"} << port).line()));
}

void Qtest::port_write(std::uint16_t port, unsigned width, std::uint32_t value)
{
    ask((Command{width == 1 ? "outb" : width == 2 ? "outw" : "outl"} << port << value).line());
}

void Qtest::intercept_interrupts(InterruptSink sink)
{
    const auto lock = exclusive();
    sink_ = std::move(sink);
    ask("irq_intercept_in ioapic\n");
}

std::uint64_t Qtest::ask(std::string_view command)
{
    const auto lock = exclusive();
    send(command);
    return await_replies();
}

void Qtest::post(std::string_view command)
{
    const auto lock = exclusive();
    send(command);
    if (pending_ > max_pending)
        await_replies();
}

void Qtest::send(std::string_view command)
{
    while (!lost_ && !command.empty()) {
        const auto sent = ::send(socket_.get(), command.data(), command.size(), MSG_NOSIGNAL);
        if (sent >= 0)
            command.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno != EINTR)
            lost(has_ended(errno) ? "has ended" : "does not take commands");
    }
    ++pending_;
}

/// @return the value of the last reply: replies come in the order of the commands
std::uint64_t Qtest::await_replies()
{
    while (!lost_ && pending_ > 0)
        receive(0);
    return lost_ ? gone : value_;
}

/// Take what the socket has, and handle all complete lines.
/// @return false if there was nothing, or the connection is lost
bool Qtest::receive(int flags)
{
    const auto got = ::recv(socket_.get(), buffer_.data() + filled_, buffer_.size() - filled_, flags);
    if (got < 0 && errno == EINTR)
        return true;
    if (got < 0 && errno == EAGAIN && (flags & MSG_DONTWAIT) != 0)
        return false;
    if (got <= 0) {
        lost(got == 0 || has_ended(errno) ? "has ended" : "does not answer");
        return false;
    }
    filled_ += static_cast<std::size_t>(got);
    std::string_view rest{buffer_.data(), filled_};
    for (auto end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
        handle(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    std::memmove(buffer_.data(), rest.data(), rest.size());
    filled_ = rest.size();
    return true;
}

void Qtest::handle(std::string_view line)
{
    if (line.starts_with("IRQ ")) {
        const auto input = number(line.substr(line.rfind(' ') + 1), 10);
        if (sink_)
            sink_(static_cast<unsigned>(input), line.starts_with("IRQ raise"));
    } else if (line.starts_with("OK") && pending_ > 0) {
        --pending_;
        value_ = line.size() > 3 ? number(line.substr(3), 16) : 0;
    } else {
        lost("refuses a command");
    }
}

void Qtest::lost(const char* why)
{
    if (!std::exchange(lost_, true))
        std::fprintf(stderr, "testbed: QEMU %s; the device now reads as all ones\n", why);
}

/// Interrupts arrive when nobody asks for anything. A thread that asks handles them itself: this one then keeps out
/// of its way, being woken for every reply would double the cost of a register access.
void Qtest::listen(const std::stop_token& stop)
{
    using namespace std::chrono_literals;
    pollfd sources[] = {{.fd = wake_.get(), .events = POLLIN, .revents = 0},
                        {.fd = socket_.get(), .events = POLLIN, .revents = 0}};
    while (!stop.stop_requested()) {
        ::poll(sources, 2, -1);
        std::unique_lock lock{mutex_, std::try_to_lock};
        if (!lock)
            std::this_thread::sleep_for(50us);
        else if (lost_)
            sources[1].fd = -1;
        else if (sources[1].revents != 0)
            receive(MSG_DONTWAIT);
    }
}

}  // namespace test::qemu
