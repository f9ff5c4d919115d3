#include "formats/readings_writer.hpp"

#include <array>
#include <charconv>

namespace drp::formats {
namespace {

void append_number(std::string& out, std::int32_t value) {
    std::array<char, 12> digits{};
    auto* const end = std::to_chars(digits.begin(), digits.end(), value).ptr;
    out.append(digits.begin(), end);
}

void append_value(std::string& out, core::WattHours wh) {
    out += ',';
    if (core::is_present(wh)) append_number(out, wh.value);
}

}  // namespace

void ReadingsWriter::append_header(std::string& out) const {
    out += "meter_id,timestamp,actual_wh,predicted_wh";
    if (length_column_ == LengthColumn::written) out += ",interval_s";
    out += '\n';
}

void ReadingsWriter::append_time(std::string& out, core::UtcSeconds t) {
    const auto day = core::utc_day_of(t);
    if (day_ != day) {
        day_ = day;
        date_ = core::to_iso(day) + "T";
    }
    out += date_;
    const auto second = t - day.start();
    const auto two = [&](std::int64_t n, char after) {
        out += static_cast<char>('0' + n / 10);
        out += static_cast<char>('0' + n % 10);
        out += after;
    };
    two(second / 3600, ':');
    two(second / 60 % 60, ':');
    two(second % 60, 'Z');
}

void ReadingsWriter::append_row(std::string& out, std::string_view meter, core::UtcSeconds start,
                                core::IntervalSeconds interval, core::WattHours actual, core::WattHours predicted) {
    out += meter;
    out += ',';
    append_time(out, start);
    append_value(out, actual);
    append_value(out, predicted);
    if (length_column_ == LengthColumn::written) append_value(out, {interval.value});
    out += '\n';
}

void ReadingsWriter::append_slab(std::string& out, const core::ReadingBatch& batch, const core::DaySlab& slab) {
    const auto actual = batch.actual(slab);
    const auto predicted = batch.predicted(slab);
    for (int i = 0; i < slab.interval.per_utc_day(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        const auto a = actual.empty() ? core::kMissing : actual[at];
        const auto p = predicted.empty() ? core::kMissing : predicted[at];
        if (!core::is_present(a) && !core::is_present(p)) continue;
        append_row(out, batch.meters[slab.meter], slab.day.start() + std::int64_t{i} * slab.interval.value,
                   slab.interval, a, p);
    }
}

}  // namespace drp::formats
