#include "api/series_encoding.hpp"

#include <bit>
#include <charconv>
#include <cstring>

namespace drp::api {
namespace {

static_assert(std::endian::native == std::endian::little, "the binary form is written by copying");

constexpr std::size_t kMaxDigits = 12;  // "-2147483648" and a comma

/// Appends `count` numbers or nulls, comma between, in brackets; `at(i)` gives the i-th.
template <class At>
void append_column(std::string& out, std::size_t count, At at) {
    const auto used = out.size();
    out.resize(used + count * kMaxDigits + 2);
    char* p = out.data() + used;
    *p++ = '[';
    for (std::size_t i = 0; i < count; ++i) {
        if (i != 0) *p++ = ',';
        const std::int32_t value = at(i);
        if (value == core::kMissing.value) {
            std::memcpy(p, "null", 4);
            p += 4;
        } else {
            p = std::to_chars(p, p + kMaxDigits, value).ptr;
        }
    }
    *p++ = ']';
    out.resize(static_cast<std::size_t>(p - out.data()));
}

void append_number(std::string& out, std::int64_t value) {
    char buffer[24];  // NOLINT(modernize-avoid-c-arrays): to_chars wants a range
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

void append_channel(std::string& out, std::span<const core::WattHours> column, const SeriesView& series) {
    if (!series.is_reduced) return append_json_column(out, column);
    append_column(out, series.kept.size(), [&](std::size_t i) { return column[series.kept[i]].value; });
}

template <class T>
void append_raw(std::string& out, T value) {
    char bytes[sizeof value];  // NOLINT(modernize-avoid-c-arrays): raw memory
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof value);
}

void append_channel_raw(std::string& out, std::span<const core::WattHours> column, const SeriesView& series) {
    if (!series.is_reduced) {
        out.append(reinterpret_cast<const char*>(column.data()), column.size_bytes());
        return;
    }
    for (const auto index : series.kept) append_raw(out, column[index].value);
}

}  // namespace

void append_json_column(std::string& out, std::span<const core::WattHours> column) {
    append_column(out, column.size(), [&](std::size_t i) { return column[i].value; });
}

void append_series_json(std::string& out, const SeriesView& series) {
    out += R"({"meter":")";
    out += series.meter;  // a meter number holds nothing that JSON escapes
    out += R"(","start_utc":)";
    append_number(out, series.start.value);
    out += R"(,"interval_s":)";
    append_number(out, series.interval.value);
    out += R"(,"full_n":)";
    append_number(out, static_cast<std::int64_t>(series.actual.size()));
    out += R"(,"index":)";
    if (series.is_reduced) {
        append_column(out, series.kept.size(),
                      [&](std::size_t i) { return static_cast<std::int32_t>(series.kept[i]); });
    } else {
        out += "null";
    }
    out += R"(,"actual_wh":)";
    append_channel(out, series.actual, series);
    out += R"(,"predicted_wh":)";
    append_channel(out, series.predicted, series);
    out += '}';
}

void append_series_binary(std::string& out, const SeriesView& series) {
    const auto n = series.is_reduced ? series.kept.size() : series.actual.size();
    out.reserve(out.size() + kSeriesHeaderBytes + n * 3 * sizeof(std::int32_t));
    append_raw(out, kSeriesMagic);
    append_raw(out, static_cast<std::uint32_t>(n));
    append_raw(out, static_cast<std::uint32_t>(series.interval.value));
    append_raw(out, static_cast<std::uint32_t>(series.is_reduced ? 1 : 0));
    append_raw(out, series.start.value);
    append_raw(out, static_cast<std::uint32_t>(series.actual.size()));
    append_raw(out, std::uint32_t{0});
    append_channel_raw(out, series.actual, series);
    append_channel_raw(out, series.predicted, series);
    if (series.is_reduced) out.append(reinterpret_cast<const char*>(series.kept.data()), series.kept.size_bytes());
}

}  // namespace drp::api
