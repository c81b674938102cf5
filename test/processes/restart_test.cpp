// SPDX-License-Identifier: BSD-3-Clause
// A process that is killed while its device does DMA, and the next one on the same device, which has not stopped.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "processes/restart_application.hpp"
#include "support/model/model.hpp"
#include "support/model/registers.hpp"
#include "support/pci_bus.hpp"
#include "support/register_server.hpp"
#include "support/wait.hpp"

namespace test {

namespace {

std::string plugin;

/// A process's memory, mapped where that has it: the model follows its descriptors as pointers.
class MappedArea {
public:
    MappedArea(const std::string& file, std::uint64_t address, std::size_t length)
        : at_(reinterpret_cast<void*>(address)), length_(length)
    {
        const int fd = open(file.c_str(), O_RDWR | O_CLOEXEC);
        void* const mapped = mmap(at_, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0);
        const int failed = errno;
        close(fd);
        if (mapped != at_)
            throw std::system_error(failed, std::generic_category(), file);
    }
    ~MappedArea() { munmap(at_, length_); }
    MappedArea(const MappedArea&) = delete;
    MappedArea& operator=(const MappedArea&) = delete;

    [[nodiscard]] bool contains(std::uint64_t address, std::size_t length) const
    {
        const auto begin = reinterpret_cast<std::uint64_t>(at_);
        return address >= begin && length <= length_ && address - begin <= length_ - length;
    }

private:
    void* at_;
    std::size_t length_;
};

/// run_application() in a process of its own.
class Process {
public:
    explicit Process(const std::string& device)
    {
        int in[2], out[2];
        if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
            throw std::system_error(errno, std::generic_category(), "pipe");
        pid_ = fork();
        if (pid_ == 0) {
            dup2(in[0], STDIN_FILENO);
            dup2(out[1], STDOUT_FILENO);
            const std::string folder = device.substr(0, device.rfind('/'));
            setenv("TMPDIR", folder.c_str(), 1);  // what it leaves behind goes with ours
            execl("/proc/self/exe", "restart_test", "application", device.c_str(), plugin.c_str(), nullptr);
            _exit(127);
        }
        close(in[0]);
        close(out[1]);
        to_ = fdopen(in[1], "w");
        from_ = fdopen(out[0], "r");
        setvbuf(to_, nullptr, _IOLBF, 0);
    }
    ~Process()
    {
        if (pid_ > 0)
            kill();
        fclose(to_);
        fclose(from_);
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    void kill()
    {
        ::kill(pid_, SIGKILL);
        int status = 0;
        waitpid(pid_, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself";
        pid_ = -1;
    }
    [[nodiscard]] std::string line()
    {
        std::string text(256, '\0');
        if (fgets(text.data(), static_cast<int>(text.size()), from_) == nullptr)
            throw std::runtime_error("the application has ended");
        text.resize(text.find('\n'));
        return text;
    }
    void tell(const std::string& request) { fprintf(to_, "%s\n", request.c_str()); }
    int ask(const std::string& request)
    {
        tell(request);
        return std::stoi(line());
    }
    /// What the process says of its memory, mapped.
    [[nodiscard]] std::vector<std::unique_ptr<MappedArea>> memory()
    {
        std::vector<std::unique_ptr<MappedArea>> areas;
        for (std::string said = line(); said != "memory"; said = line()) {
            std::istringstream words{said};
            std::string area;
            std::uint64_t address = 0, length = 0;
            int fd = 0;
            words >> area >> address >> length >> fd;
            const std::string file = "/proc/" + std::to_string(pid_) + "/fd/" + std::to_string(fd);
            areas.push_back(std::make_unique<MappedArea>(file, address, length));
        }
        return areas;
    }

private:
    pid_t pid_ = -1;
    FILE* to_ = nullptr;
    FILE* from_ = nullptr;
};

/// The driver waits in real time, the test does not.
class RealClockThatSkips final : public Clock {
public:
    [[nodiscard]] std::uint64_t now_us() const override { return real_.now_us() + skipped_us_; }
    void skip(std::uint64_t us) { skipped_us_ += us; }

private:
    MonotonicClock real_;
    std::atomic<std::uint64_t> skipped_us_ = 0;
};

class Killed : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override
    {
        model.power_on(model::Profile::named(GetParam()));
        model.faults().bears_any_reset = true;  // another process reaches its registers in memory only
        model.memory().permitted = [this](std::uint64_t address, std::size_t length) {
            return std::ranges::any_of(memory, [&](const auto& area) { return area->contains(address, length); });
        };
    }
    /// The process that the device now belongs to: no memory but this one's is left.
    void give_to(Process& process)
    {
        const std::lock_guard lock{model.mutex()};
        memory.clear();
        memory = process.memory();
    }
    void pass(std::uint64_t us)
    {
        clock.skip(us);
        model.tick();
    }
    static std::size_t sent()
    {
        const std::lock_guard lock{model.mutex()};
        return model.sent.size();
    }
    static model::Frame frame(std::uint8_t seed)
    {
        model::Frame out(60, 0xff);  // to everybody
        out[14] = seed;
        return out;
    }

    static inline RealClockThatSkips& clock = *new RealClockThatSkips;
    static inline Model& model = *new Model{clock};
    static inline PciBus* bus = nullptr;  // never destroyed: the server's threads use it
    static inline const RegisterServer* server = nullptr;
    static inline std::string path;
    static void SetUpTestSuite()
    {
        bus = new PciBus;
        bus->add(model);
        path = bus->sysfs_path() + "/socket";
        server = new RegisterServer{*bus, path};
    }
    static void TearDownTestSuite() { bus->remove_tree(); }
    std::vector<std::unique_ptr<MappedArea>> memory;
};

TEST_P(Killed, WithDmaOnItLeavesTheNextProcessNoWriteOfOldDescriptors)
{
    Process first{path};
    give_to(first);
    ASSERT_EQ(first.ask("probe"), 0);
    ASSERT_EQ(first.ask("start"), 0);
    pass(10'000'000);
    ASSERT_EQ(model.receive(frame(1)), model::Delivery::delivered);
    ASSERT_EQ(first.ask("receive"), 1);
    first.tell("work");
    for (std::size_t seen = 0; seen < 100; usleep(20)) {  // a frame in for each out: the ring never is full
        if (const std::size_t now = sent(); now != seen) {
            seen = now;
            model.receive(frame(2));
        }
    }
    first.kill();
    ASSERT_TRUE(wait_for([] { return server->idle(); })) << "its last access may be under way";
    using namespace model;
    ASSERT_NE(model.stored(reg::RCTL) & rctl::EN, 0u);
    ASSERT_NE(model.stored(reg::TCTL) & tctl::EN, 0u);
    const std::uint32_t old_head = model.stored(reg::RDH);
    ASSERT_EQ(model.receive(frame(3)), Delivery::delivered) << "the device has not noticed";
    ASSERT_NE(model.stored(reg::RDH), old_head);

    Process second{path};
    give_to(second);
    ASSERT_EQ(second.ask("spread"), 0) << "over what had been the first one's rings and buffers";
    ASSERT_EQ(second.ask("probe"), 0);
    model.sent.clear();
    pass(10'000'000);
    for (int i = 0; i < 100; ++i)
        EXPECT_NE(model.receive(frame(4)), Delivery::delivered);
    {
        const std::lock_guard lock{model.mutex()};
        model.tx().run(true);
    }
    EXPECT_EQ(second.ask("intact"), 1) << "written by what the dead process left";
    ASSERT_EQ(second.ask("start"), 0);
    pass(10'000'000);
    for (int i = 0; i < 200 && second.ask("receive") >= 0; ++i) {  // QEMU has kept those
    }
    ASSERT_EQ(model.receive(frame(5)), Delivery::delivered);
    EXPECT_EQ(second.ask("receive"), 5);
    EXPECT_TRUE(model.sent.empty()) << "what the dead process wanted to send";
    EXPECT_EQ(second.ask("intact"), 1);
    for (const std::string& failure : model.failures().list())
        ADD_FAILURE() << failure;
}

INSTANTIATE_TEST_SUITE_P(On, Killed, ::testing::Values("silicon", "qemu", "virtualbox"),
                         [](const auto& profile) { return std::string{profile.param}; });

}  // namespace

}  // namespace test

int main(int argc, char** argv)
{
    if (argc == 4 && argv[1] == std::string{"application"})
        return test::run_application(argv[2], argv[3]);
    ::testing::InitGoogleTest(&argc, argv);
    test::plugin = argc > 1 ? argv[1] : "";
    return RUN_ALL_TESTS();
}
