// SPDX-License-Identifier: BSD-3-Clause
// echo_load: closed-window ICMP echo load on one interface, by AF_PACKET.
//   echo_load INTERFACE MAC FROM TO SECONDS WINDOW [LENGTH]
// Keeps WINDOW requests of LENGTH bytes (60) under way for SECONDS and prints the replies that came back intact.
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto reply_timeout = std::chrono::milliseconds{500};
constexpr unsigned most_seconds = 60, most_window = 1024, least_length = 60, most_length = 1514;

struct [[gnu::packed]] Frame {
    ether_header ether;
    iphdr ip;
    icmphdr icmp;
    std::array<std::uint8_t, most_length - sizeof ether - sizeof ip - sizeof icmp> payload;
};
static_assert(sizeof(Frame) == most_length);

struct Result {
    std::uint64_t replies = 0, damaged = 0, lost = 0;
    double seconds = 0;
};

/// RFC 1071; @p bytes of even length.
std::uint16_t checksum(std::span<const std::byte> bytes)
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        std::uint16_t word = 0;
        std::memcpy(&word, &bytes[i], sizeof word);
        sum += word;
    }
    while (sum > 0xffff)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

std::size_t length_of(const Frame& frame)
{
    return offsetof(Frame, ip) + ntohs(frame.ip.tot_len);
}

std::span<const std::byte> icmp_part(const Frame& frame)
{
    return std::as_bytes(std::span{&frame, 1}).first(length_of(frame)).subspan(offsetof(Frame, icmp));
}

[[noreturn]] void fail(const std::string& what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

unsigned number(const char* text, const char* what, unsigned least, unsigned most)
{
    char* end = nullptr;
    const unsigned long value = std::strtoul(text, &end, 10);
    if (*text == '\0' || *end != '\0' || value < least || value > most)
        throw std::invalid_argument(std::string(what) + " '" + text + "': accepted is " + std::to_string(least) +
                                    " to " + std::to_string(most));
    return static_cast<unsigned>(value);
}

std::uint32_t ipv4(const char* text)
{
    in_addr address{};
    if (inet_pton(AF_INET, text, &address) != 1)
        throw std::invalid_argument(std::string("'") + text + "' is no IPv4 address");
    return address.s_addr;
}

/// A raw socket on one interface that does not hear what it sends itself.
class Socket {
public:
    explicit Socket(const char* interface)
    {
        if (fd_ < 0)
            fail("AF_PACKET socket");
        sockaddr_ll address{};
        address.sll_family = AF_PACKET;
        address.sll_protocol = htons(ETH_P_IP);
        address.sll_ifindex = static_cast<int>(if_nametoindex(interface));
        if (address.sll_ifindex == 0 || bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            fail(interface);
        const int on = 1, buffer_bytes = 4 << 20;
        setsockopt(fd_, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on);
        setsockopt(fd_, SOL_SOCKET, SO_RCVBUFFORCE, &buffer_bytes, sizeof buffer_bytes);
        ifreq request{};
        std::strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
        if (ioctl(fd_, SIOCGIFHWADDR, &request) != 0)
            fail(interface);
        std::memcpy(mac_.data(), request.ifr_hwaddr.sa_data, mac_.size());
    }
    Socket(const Socket&) = delete;
    ~Socket() { close(fd_); }

    [[nodiscard]] const std::array<std::uint8_t, ETH_ALEN>& mac() const { return mac_; }

    [[nodiscard]] bool send(const Frame& frame) const
    {
        const std::size_t length = length_of(frame);
        if (::send(fd_, &frame, length, 0) == static_cast<ssize_t>(length))
            return true;
        if (errno != ENOBUFS && errno != EAGAIN)
            fail("send");
        return false;
    }

    /// A frame of @p length bytes. @return whether there was one
    [[nodiscard]] bool receive(Frame& frame, std::size_t length) const
    {
        return recv(fd_, &frame, sizeof frame, 0) == static_cast<ssize_t>(length);
    }

    void wait(int timeout_ms) const
    {
        pollfd ready{.fd = fd_, .events = POLLIN, .revents = 0};
        poll(&ready, 1, timeout_ms);
    }

private:
    int fd_ = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, htons(ETH_P_IP));
    std::array<std::uint8_t, ETH_ALEN> mac_{};
};

Frame make_request(const Socket& socket, const char* mac, const char* from, const char* to, unsigned length)
{
    Frame frame{};
    auto* to_mac = frame.ether.ether_dhost;
    if (std::sscanf(mac, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", &to_mac[0], &to_mac[1], &to_mac[2], &to_mac[3],
                    &to_mac[4], &to_mac[5]) != ETH_ALEN)
        throw std::invalid_argument(std::string("'") + mac + "' is no MAC address");
    std::memcpy(frame.ether.ether_shost, socket.mac().data(), ETH_ALEN);
    frame.ether.ether_type = htons(ETHERTYPE_IP);
    frame.ip.version = 4;
    frame.ip.ihl = sizeof frame.ip / 4;
    frame.ip.tot_len = htons(static_cast<std::uint16_t>(length - offsetof(Frame, ip)));
    frame.ip.ttl = 64;
    frame.ip.protocol = IPPROTO_ICMP;
    frame.ip.saddr = ipv4(from);
    frame.ip.daddr = ipv4(to);
    frame.ip.check = checksum(std::as_bytes(std::span{&frame, 1}).subspan(offsetof(Frame, ip), sizeof frame.ip));
    frame.icmp.type = ICMP_ECHO;
    frame.icmp.un.echo.id = htons(static_cast<std::uint16_t>(getpid()));
    for (std::size_t i = 0; i < frame.payload.size(); ++i)
        frame.payload[i] = static_cast<std::uint8_t>(i * 7);
    return frame;
}

bool intact(const Frame& reply, const Frame& request)
{
    const std::size_t payload = length_of(request) - offsetof(Frame, payload);
    return reply.ip.saddr == request.ip.daddr && reply.ip.tot_len == request.ip.tot_len &&
           std::memcmp(reply.payload.data(), request.payload.data(), payload) == 0 && checksum(icmp_part(reply)) == 0;
}

/// Take what has come. @return the number of replies to our requests, whole or not.
unsigned take_replies(const Socket& socket, const Frame& request, Result& result)
{
    unsigned taken = 0;
    Frame reply;
    while (socket.receive(reply, length_of(request))) {
        if (reply.icmp.type != ICMP_ECHOREPLY || reply.icmp.un.echo.id != request.icmp.un.echo.id)
            continue;
        ++taken;
        ++(intact(reply, request) ? result.replies : result.damaged);
    }
    return taken;
}

Result run(const Socket& socket, Frame request, std::chrono::seconds duration, unsigned window)
{
    Result result;
    std::uint16_t sequence = 0;
    unsigned under_way = 0;
    const auto start = Clock::now();
    auto last_reply = start;
    for (auto now = start; now - start < duration; now = Clock::now()) {
        for (; under_way < window; ++under_way) {
            request.icmp.un.echo.sequence = htons(++sequence);
            request.icmp.checksum = 0;
            request.icmp.checksum = checksum(icmp_part(request));
            if (!socket.send(request))
                break;
        }
        socket.wait(20);
        if (const unsigned taken = take_replies(socket, request, result); taken != 0) {
            under_way -= std::min(taken, under_way);
            last_reply = now;
        } else if (now - last_reply > reply_timeout) {
            result.lost += under_way;
            under_way = 0;
            last_reply = now;
        }
    }
    result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return result;
}

}  // namespace

int main(int argc, char** argv)
try {
    if (argc != 7 && argc != 8) {
        std::fprintf(stderr, "usage: echo_load INTERFACE MAC FROM TO SECONDS WINDOW [LENGTH]\n");
        return 2;
    }
    const std::chrono::seconds duration{number(argv[5], "SECONDS", 1, most_seconds)};
    const unsigned window = number(argv[6], "WINDOW", 1, most_window);
    const unsigned length = argc == 8 ? number(argv[7], "LENGTH", least_length, most_length) : least_length;
    const Socket socket{argv[1]};
    const Result result = run(socket, make_request(socket, argv[2], argv[3], argv[4], length), duration, window);
    std::printf("%.0f replies/s, %ju damaged, %ju lost, %ju in all\n",
                static_cast<double>(result.replies) / result.seconds, static_cast<std::uintmax_t>(result.damaged),
                static_cast<std::uintmax_t>(result.lost), static_cast<std::uintmax_t>(result.replies));
    return result.damaged == 0 ? 0 : 1;
} catch (const std::exception& error) {
    std::fprintf(stderr, "echo_load: %s\n", error.what());
    return 2;
}
