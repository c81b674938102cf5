// SPDX-License-Identifier: BSD-3-Clause
#include "text/options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

namespace responder {

namespace {

constexpr unsigned most_descriptors = 65535, most_mbufs = 1u << 24, most_pings = 65535;
constexpr unsigned highest_vlan = 4094;  // IEEE 802.1Q 9.6
constexpr double longest_period_s = 86400;

/// Options are read in order; those of a port belong to the last --port before them, or to the first one.
struct Parser {
    Options options{};
    bool port_named = false, ping_named = false;

    PingOptions& ping() { return options.ping ? *options.ping : options.ping.emplace(); }

    PortOptions& port()
    {
        if (options.ports.empty())
            options.ports.emplace_back();
        return options.ports.back();
    }
};

unsigned number(const std::string& option, const std::string& text, unsigned lowest, unsigned highest)
{
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < lowest || value > highest)
        throw UsageError(option + " '" + text + "': accepted is a number from " + std::to_string(lowest) + " to " +
                         std::to_string(highest));
    return value;
}

unsigned read_period_ms(const std::string& option, const std::string& text)
{
    double seconds = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), seconds, std::chars_format::fixed);
    if (error != std::errc{} || end != text.data() + text.size() || !(seconds >= 0) || seconds > longest_period_s)
        throw UsageError(option + " '" + text + "': accepted is a number of seconds from 0 to 86400, e.g. 0.5");
    return static_cast<unsigned>(std::lround(seconds * 1000));
}

void read_port(Parser& parser, const std::string& text)
{
    const unsigned id = number("--port", text, 0, std::numeric_limits<std::uint16_t>::max() - 1);
    if (parser.port_named || parser.options.ports.empty())
        parser.options.ports.emplace_back();
    parser.port_named = true;
    parser.port().id = id;
}

void read_ip(Parser& parser, const std::string& text)
{
    try {
        parser.port().addresses.push_back(parse_interface(text));
    } catch (const std::invalid_argument& error) {
        throw UsageError(std::string("--ip ") + error.what());
    }
}

void read_vlan(Parser& parser, const std::string& text)
{
    std::uint16_t vlan = 0;  // no VLAN
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), vlan);
    if (text != "untagged" && (error != std::errc{} || end != text.data() + text.size() || vlan > highest_vlan))
        throw UsageError("--vlan '" + text + "': accepted are a number from 1 to " + std::to_string(highest_vlan) +
                         ", or untagged; several VLANs by several --vlan");
    auto& vlans = parser.port().vlans;
    if (std::find(vlans.begin(), vlans.end(), vlan) == vlans.end())
        vlans.push_back(vlan);
}

void read_rx_mode(Parser& parser, const std::string& text)
{
    if (text == "poll")
        parser.options.rx_mode = RxMode::poll;
    else if (text == "interrupt")
        parser.options.rx_mode = RxMode::interrupt;
    else if (text == "adaptive")
        parser.options.rx_mode = RxMode::adaptive;
    else
        throw UsageError("--rx-mode '" + text + "': accepted are poll, interrupt and adaptive");
}

void read_ping(Parser& parser, const std::string& text)
{
    try {
        parser.ping().target = parse_address(text);
        parser.ping_named = true;
    } catch (const std::invalid_argument& error) {
        throw UsageError(std::string("--ping ") + error.what());
    }
}

struct Option {
    const char* name;
    const char* argument;  ///< null: takes none
    const char* help;
    void (*read)(Parser& parser, const std::string& text);
};

constexpr std::array option_table{
    Option{"--port", "ID", "port to answer on (default 0); the options of a port follow it", read_port},
    Option{"--ip", "ADDR/LEN", "address of the port with its prefix length; needed", read_ip},
    Option{"--vlan", "ID", "answer frames of this VLAN, or untagged: those of none (default); several times",
           read_vlan},
    Option{
        "--rx-ring", "N", "receive descriptors (default 512)",
        [](Parser& p, const std::string& text) { p.port().rx_ring = number("--rx-ring", text, 1, most_descriptors); }},
    Option{
        "--tx-ring", "N", "transmit descriptors (default 512)",
        [](Parser& p, const std::string& text) { p.port().tx_ring = number("--tx-ring", text, 1, most_descriptors); }},
    Option{"--mbufs", "N", "buffers of the port's pool (default: enough for its rings)",
           [](Parser& p, const std::string& text) { p.port().mbufs = number("--mbufs", text, 1, most_mbufs); }},
    Option{"--mtu", "BYTES", "largest packet behind the Ethernet header (default: as the port has it)",
           [](Parser& p, const std::string& text) { p.port().mtu = number("--mtu", text, least_mtu, 65535); }},
    Option{"--promiscuous", nullptr, "receive frames to other stations too (they are counted, not answered)",
           [](Parser& p, const std::string&) { p.port().promiscuous = true; }},
    Option{"--answer-broadcast", nullptr, "answer echo requests to broadcast and multicast addresses",
           [](Parser& p, const std::string&) { p.port().answer_broadcast = true; }},
    Option{"--send-unreachable", nullptr,
           "tell who sends another protocol than ICMP that nobody takes it (ICMP errors)",
           [](Parser& p, const std::string&) { p.port().send_unreachable = true; }},
    Option{"--no-probe", nullptr, "answer at once, without asking first whether another station has the addresses",
           [](Parser& p, const std::string&) { p.options.probe = false; }},
    Option{"--burst", "N", "frames taken at once (default 64)",
           [](Parser& p, const std::string& text) { p.options.burst = number("--burst", text, 1, most_burst); }},
    Option{"--rx-mode", "MODE", "wait for frames by poll (default), interrupt, or adaptive: poll while frames come",
           read_rx_mode},
    Option{"--log-frames", nullptr, "print a line for every frame, as tcpdump does (slow)",
           [](Parser& p, const std::string&) { p.options.log_frames = true; }},
    Option{"--ping", "ADDR", "ping this neighbour and end; exit status 1 if it never answers", read_ping},
    Option{"-c", "N", "with --ping: stop after N requests (default: at Ctrl-C)",
           [](Parser& p, const std::string& text) { p.ping().count = number("-c", text, 1, most_pings); }},
    Option{
        "--stats-period", "S", "show rates, drops and latencies every S seconds, e.g. 0.5 (default 0: only at the end)",
        [](Parser& p, const std::string& text) { p.options.stats_period_ms = read_period_ms("--stats-period", text); }},
    Option{"-i", nullptr, "read commands from standard input (help lists them) until quit or its end",
           [](Parser& p, const std::string&) { p.options.interactive = true; }},
    Option{"--cmdline-file", "FILE", "run the commands of this file first",
           [](Parser& p, const std::string& text) { p.options.cmdline_file = text; }},
    Option{"--help", nullptr, "print this and end", [](Parser& p, const std::string&) { p.options.help = true; }},
};

const Option* find_option(const std::string& name)
{
    const auto* found =
        std::find_if(option_table.begin(), option_table.end(), [&](const Option& o) { return name == o.name; });
    return found == option_table.end() ? nullptr : found;
}

void check(const Options& options)
{
    std::set<unsigned> ids;
    std::set<std::string> addresses;
    for (const auto& port : options.ports) {
        const std::string id = std::to_string(port.id);
        if (!ids.insert(port.id).second)
            throw UsageError("--port " + id + ": given twice; name all its addresses behind one --port " + id);
        if (port.addresses.empty())
            throw UsageError("port " + id +
                             " has no address; give one: --ip ADDR/LEN, for example --ip 192.168.100.224/24");
        for (const auto& interface : port.addresses) {
            const auto address = std::visit([](const auto& i) { return to_string(i.address); }, interface);
            if (!addresses.insert(address).second)
                throw UsageError("--ip " + to_string(interface) + ": the address is given twice");
        }
    }
}

}  // namespace

Arguments split_arguments(std::span<char* const> argv)
{
    Arguments arguments;
    bool own = false;
    for (const char* text : argv) {
        const std::string argument = text;
        if (!own && argument == "--") {
            own = true;
            continue;
        }
        if (!own && (argument == "--help" || argument == "-h")) {
            arguments.own = {"--help"};
            return arguments;
        }
        if (!own && (argument == "--proc-type=secondary" ||
                     (argument == "secondary" && !arguments.eal.empty() && arguments.eal.back() == "--proc-type")))
            throw UsageError(std::string("--proc-type=secondary: ") + only_a_primary);
        if (!own && argument.starts_with("--") && find_option(argument.substr(0, argument.find('='))) != nullptr)
            throw UsageError(argument + ": options of icmp-responder go behind EAL's and a '--', for example:\n  " +
                             std::string(argv.front()) + " -l 0 -- --ip 192.168.100.224/24");
        (own ? arguments.own : arguments.eal).push_back(argument);
    }
    return arguments;
}

Options parse_options(std::span<const std::string> arguments)
{
    Parser parser;
    for (std::size_t i = 0; i < arguments.size(); i++) {
        const auto equals = arguments[i].starts_with("--") ? arguments[i].find('=') : std::string::npos;
        const std::string name = arguments[i].substr(0, equals);
        const Option* option = find_option(name);
        if (option == nullptr)
            throw UsageError("'" + arguments[i] + "': no such option; --help lists them");
        std::string value;
        if (option->argument == nullptr && equals != std::string::npos)
            throw UsageError(name + " takes no value, '" + arguments[i].substr(equals + 1) + "' was given");
        if (option->argument != nullptr) {
            if (equals != std::string::npos)
                value = arguments[i].substr(equals + 1);
            else if (++i < arguments.size())
                value = arguments[i];
            else
                throw UsageError(name + " needs a value: " + name + " " + option->argument);
        }
        option->read(parser, value);
    }
    if (!parser.options.help) {
        if (parser.options.ping && !parser.ping_named)
            throw UsageError("-c goes with --ping ADDR");
        parser.port();
        check(parser.options);
    }
    return parser.options;
}

std::string usage()
{
    std::string text =
        "icmp-responder: answer ARP and ICMP echo on DPDK ports\n"
        "usage: icmp-responder [EAL arguments] -- --ip ADDR/LEN [options]\n"
        "  for example: icmp-responder -l 0 -d librte_net_e1k.so -- --port 0 --ip 192.168.100.224/24\n\n"
        "options:\n";
    for (const auto& option : option_table) {
        std::string left = std::string("  ") + option.name;
        if (option.argument != nullptr)
            left += std::string(" ") + option.argument;
        left.resize(std::max<std::size_t>(left.size() + 1, 24), ' ');
        text += left + option.help + "\n";
    }
    return text +
           "\nEAL arguments that matter here (all: dpdk-testpmd --help):\n"
           "  -d FILE               load a driver, e.g. librte_net_e1k.so\n"
           "  -a ADDR               use only this PCI device, e.g. 0000:00:03.0\n"
           "  -l CORES              cores to run on\n"
           "  --no-huge -m MB       use MB megabytes of ordinary memory, no hugepages\n"
           "\nexit status: 0 done, 1 could not do it, 2 wrong command line\n";
}

}  // namespace responder
