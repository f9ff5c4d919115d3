#include "benchmarks/machine_limits.hpp"

#include <array>
#include <cstring>
#include <stdexcept>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "benchmarks/measure.hpp"

namespace drp::benchmarks {

void measure_machine(const std::filesystem::path& folder) {
    constexpr std::size_t kBytes = 64U << 20U;
    std::vector<char> from(kBytes, 'a');
    std::vector<char> to(kBytes);
    const auto copies = samples_ms(15, [&](std::size_t i) {
        from[i] = 'b';
        std::memcpy(to.data(), from.data(), kBytes);
    });
    if (to[0] != 'b') throw std::logic_error("memcpy was not done");
    report("memcpy_gb_s", static_cast<double>(kBytes) / 1e6 / quantile(copies, 0.5));

    const auto path = folder / "fsync-probe";
    const int file = open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0) throw std::runtime_error("cannot write " + path.string());
    const std::array<char, 4096> page{};
    report("fsync_ms", samples_ms(50, [&](std::size_t) {
               if (write(file, page.data(), page.size()) != static_cast<ssize_t>(page.size()) || fsync(file) != 0)
                   throw std::runtime_error("cannot sync " + path.string());
           }));
    close(file);
    std::filesystem::remove(path);
}

}  // namespace drp::benchmarks
