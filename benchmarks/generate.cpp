/// bench_data FOLDER METERS ROW_METERS: the files that ./bench imports.
///
///   year.csv         all meters, one year, wide AMI form, kWh with three decimals, local time
///   rows.csv         the same of the first ROW_METERS meters, for the rival
///   day-1.csv …      the ten days after the year, all meters
///   predictions.csv  the year's predictions of the first meters (100 at most), long form
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include "benchmarks/fleet.hpp"

namespace {

using namespace drp;
using benchmarks::Fleet;
using benchmarks::kInterval;

class OutputFile {
  public:
    explicit OutputFile(const std::filesystem::path& path) : file_(std::fopen(path.c_str(), "wb"), &std::fclose) {
        if (!file_) throw std::runtime_error("cannot write " + path.string());
    }
    std::string& text() noexcept { return text_; }
    void flush() {
        if (std::fwrite(text_.data(), 1, text_.size(), file_.get()) != text_.size())
            throw std::runtime_error("disk full");
        text_.clear();
    }

  private:
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
    std::string text_;
};

/// "3/21/2025 0:30", as such exports have it.
std::string label(core::LocalSeconds local) {
    const auto days = core::floor_div(local.value, core::kSecondsPerDay);
    const auto iso = core::to_iso(core::LocalDay{static_cast<std::int32_t>(days)});
    const auto minute = (local.value - days * core::kSecondsPerDay) / 60;
    return fmt::format("{}/{}/{} {}:{:02}", std::stoi(iso.substr(5, 2)), std::stoi(iso.substr(8, 2)), iso.substr(0, 4),
                       minute / 60, minute % 60);
}

void append_kwh(std::string& out, std::int32_t wh) {
    const fmt::format_int whole(wh / 1000);
    out.append(whole.data(), whole.size());
    const int rest = wh % 1000;
    const std::array decimals = {'.', static_cast<char>('0' + rest / 100), static_cast<char>('0' + rest / 10 % 10),
                                 static_cast<char>('0' + rest % 10)};
    out.append(decimals.data(), decimals.size());
}

void write_wide(const std::filesystem::path& path, const Fleet& fleet, std::size_t meters, core::UtcRange range) {
    OutputFile file(path);
    auto& out = file.text();
    out += "AMI Meter ID,date";
    for (std::size_t meter = 0; meter < meters; ++meter) out.append(1, ',').append(fleet.number(meter));
    out += '\n';
    for (auto t = range.from; t < range.to; t = t + kInterval.value) {
        out += fmt::format("{},{}", label(fleet.zone().to_local(t)), label(fleet.zone().to_local(t + kInterval.value)));
        const auto slot = fleet.slot_at(t);
        for (std::size_t meter = 0; meter < meters; ++meter) {
            out += ',';
            if (const auto wh = fleet.actual(meter, slot); core::is_present(wh)) append_kwh(out, wh.value);
        }
        out += '\n';
        file.flush();
    }
}

void write_predictions(const std::filesystem::path& path, const Fleet& fleet, std::size_t meters) {
    OutputFile file(path);
    auto& out = file.text();
    out += "meter_id,start_time,end_time,prediction\n";
    const auto year = fleet.year();
    for (auto t = year.from; t < year.to; t = t + kInterval.value) {
        const auto slot = fleet.slot_at(t);
        const auto times = fmt::format(",{},{},", core::to_iso(t), core::to_iso(t + kInterval.value));
        for (std::size_t meter = 0; meter < meters; ++meter) {
            out += fleet.number(meter);
            out += times;
            append_kwh(out, fleet.predicted(meter, slot).value);
            out += '\n';
        }
        file.flush();
    }
}

void generate(const std::filesystem::path& folder, std::size_t meters, std::size_t row_meters) {
    const Fleet fleet(meters);
    write_wide(folder / "year.csv", fleet, meters, fleet.year());
    write_wide(folder / "rows.csv", fleet, row_meters, fleet.year());
    for (int i = 0; i < benchmarks::kDayFiles; ++i)
        write_wide(folder / fmt::format("day-{}.csv", i + 1), fleet, meters,
                   fleet.zone().range_of(benchmarks::day_of_fleet(benchmarks::kDaysOfYear + i)));
    write_predictions(folder / "predictions.csv", fleet, std::min<std::size_t>(meters, 100));
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 4) throw std::runtime_error("bench_data FOLDER METERS ROW_METERS");
    generate(argv[1], std::stoul(argv[2]), std::stoul(argv[3]));
    return 0;
} catch (const std::exception& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return 1;
}
