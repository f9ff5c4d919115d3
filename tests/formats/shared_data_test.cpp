// Real files that are not part of this project: a distributor's AMI exports, published meter data, and samples of other
// formats. Skipped, loudly, where they are absent.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "import_support.hpp"

namespace drp::formats {
namespace {

namespace fs = std::filesystem;
using test::import_from;
using test::in_zone;

const fs::path kShared = DRP_SHARED_DATA;

std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> files;
    if (!fs::exists(folder)) return files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

test::Imported import_file(const fs::path& path) {
    return import_from(open_file(path.string()).value(), in_zone("America/Chicago"));
}

std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> fields;
    std::istringstream in(line);
    for (std::string field; std::getline(in, field, ',');) {
        while (!field.empty() && field.back() == '\r') field.pop_back();
        fields.push_back(field);
    }
    return fields;
}

/// "104.19" kWh as 104190 Wh, by padding text: independent of the reader's own arithmetic.
std::int64_t padded_wh(const std::string& kwh) {
    if (kwh.empty()) return 0;
    const auto point = kwh.find('.');
    auto decimals = point == std::string::npos ? "" : kwh.substr(point + 1);
    decimals.resize(3, '0');
    return std::stoll(kwh.substr(0, point) + decimals);
}

TEST(SharedData, AmiExportsSumToTheirOwnValuesExactlyAndToTheirTotalRowsButForItsRounding) {
    const auto files = files_in(kShared / "ami");
    if (files.empty()) GTEST_SKIP() << "no AMI exports at " << kShared / "ami";
    int meter_files = 0;
    int within_0_05_kwh = 0;
    for (const auto& path : files) {
        std::ifstream in(path);
        std::string line;
        std::getline(in, line);
        const auto header = split(line);
        std::map<std::string, std::int64_t> sums;
        std::map<std::string, double> totals;
        std::uint64_t cells = 0;
        std::uint64_t rows = 0;
        while (std::getline(in, line)) {
            const auto fields = split(line);
            ++rows;
            for (std::size_t i = 2; i < fields.size(); ++i) {
                if (header[i].find_first_not_of("0123456789") != std::string::npos) continue;
                if (fields[0] == "Total") totals[header[i]] = std::stod(fields[i]);
                if (fields[0] == "Total" || fields[0] == "Description") continue;
                sums[header[i]] += padded_wh(fields[i]);
                cells += static_cast<std::uint64_t>(!fields[i].empty());
            }
        }
        ASSERT_EQ(sums.size(), 51U) << path;
        const auto got = import_file(path);
        EXPECT_EQ(got.problem, "") << path;
        EXPECT_EQ(got.codes(), "") << path;
        EXPECT_EQ(got.summary.values, cells) << path;
        EXPECT_EQ(got.summary.ignored_columns, (std::vector<std::string>{"Residential", "Total"})) << path;
        EXPECT_TRUE(got.summary.is_balanced()) << path;
        for (const auto& [meter, sum] : sums) {
            EXPECT_EQ(got.sum_of(meter), sum) << path << meter;
            const auto difference = std::abs(static_cast<double>(sum) / 1000.0 - totals.at(meter));
            EXPECT_LE(difference, 0.0005 * static_cast<double>(rows)) << path << meter;
            within_0_05_kwh += static_cast<int>(difference <= 0.05);
            ++meter_files;
        }
    }
    // The files' own values, summed exactly, miss the Total row by up to 0.125 kWh for 7 of the 102.
    EXPECT_GE(within_0_05_kwh, meter_files - 7);
}

TEST(SharedData, TheTwoAmiExportsAgreeWhereTheyOverlap) {
    const auto files = files_in(kShared / "ami");
    if (files.size() != 2) GTEST_SKIP() << "no AMI exports at " << kShared / "ami";
    const auto april = import_file(files[0]);
    const auto may = import_file(files[1]);
    std::size_t both = 0;
    for (const auto& [key, value] : may.readings) {
        const auto other = april.readings.find(key);
        if (other == april.readings.end()) continue;
        ++both;
        EXPECT_EQ(other->second, value) << key.meter << " " << core::to_iso(key.start);
    }
    EXPECT_EQ(both, 51U * 48U * 3U);
}

TEST(SharedData, MeterFilesAreReadRowByRowAsTheyStand) {
    const auto files = files_in(kShared / "meters");
    if (files.empty()) GTEST_SKIP() << "no meter files at " << kShared / "meters";
    for (const auto& path : files) {
        std::ifstream in(path);
        std::string line;
        std::getline(in, line);
        std::uint64_t rows = 0;
        std::map<std::string, std::int64_t> sums;
        while (std::getline(in, line)) {
            const auto fields = split(line);
            ++rows;
            sums[fields.at(0)] += std::stoll(fields.at(3));
        }
        const auto got = import_file(path);
        EXPECT_EQ(got.problem, "") << path;
        EXPECT_EQ(got.codes(), "") << path;
        EXPECT_EQ(got.summary.values, rows) << path;
        EXPECT_EQ(got.summary.meters, sums.size()) << path;
        for (const auto& [meter, sum] : sums) EXPECT_EQ(got.sum_of(meter), sum) << path << " " << meter;
    }
}

/// None of these is one of our formats; each has to be refused for what it is, and not half taken in.
const std::map<std::string, std::string>& expected_of_samples() {
    static const std::map<std::string, std::string> kExpected{
        {"hue-Residential_1.csv", "unknown-format"},
        {"lbnl-loadshape/test_dr_days.csv", "unknown-format"},
        {"lbnl-loadshape/test_kw.csv", "unknown-format"},
        {"lbnl-loadshape/test_kw_small.csv", "unknown-format"},
        {"lbnl-loadshape/test_tariff.csv", "unknown-format"},
        {"lbnl-loadshape/test_tariff.json", "unknown-format"},
        {"lbnl-loadshape/test_temp.csv", "unknown-format"},
        {"lbnl-loadshape/test_temp_small.csv", "unknown-format"},
        {"lcl-Tariffs.xlsx", "not-csv"},
        {"lcl-UKPN-LCL-smartmeter-sample.csv", "unknown-format"},
        {"lcl-eemeter-uk-sample2-daymonth-swapped.csv", "unknown-format"},
        {"nem12-invalid/Example_NEM12_15min_200_30min_300.csv", "unknown-format"},
        {"nem12-invalid/Example_NEM12_15min_200_30min_400.csv", "unknown-format"},
        {"nem12-invalid/Example_NEM12_30min_200_15min_300.csv", "unknown-format"},
        {"nem12-invalid/Example_NEM12_30min_200_15min_400.csv", "unknown-format"},
        {"nem12-invalid/Example_NEM12_empty.csv", "unknown-format"},
        {"nem12-invalid/Example_NEM12_incomplete_interval.csv", "unknown-format"},
        {"nem12-invalid/Example_NEM12_missing_header.csv", "unknown-format"},
        {"nem12-invalid/Example_NEM12_powercor.csv", "unknown-format"},
        {"nem12-invalid/Example_NEM12_powercor.csv.zip", "not-csv"},
        {"nem12-invalid/Example_NEM12_powercor_missing_fields.csv", "unknown-format"},
        {"nem12-invalid/Example_empty_file.csv", "empty-file"},
        {"nem12/Example_NEM12_actual_interval.csv", "unknown-format"},
        {"nem12/Example_NEM12_different_interval_length.csv", "unknown-format"},
        {"nem12/Example_NEM12_month_solar.csv", "unknown-format"},
        {"nem12/Example_NEM12_multiple_meters.csv", "unknown-format"},
        {"nem12/Example_NEM12_multiple_quality.csv", "unknown-format"},
        {"nem12/Example_NEM12_no_scheduled_read.csv", "unknown-format"},
        {"nem12/Example_NEM12_partialchannel.csv", "unknown-format"},
        {"nem12/Example_NEM12_substituted_interval.csv", "unknown-format"},
        {"nem12/Example_NEM12_upper_case_units.csv", "unknown-format"},
        {"nem12/Example_NEM13_consumption_data.csv", "unknown-format"},
        {"nem12/Example_NEM13_forward_estimate.csv", "unknown-format"},
        {"nem12/Example_WesternPower.csv", "unknown-format"},
        {"polito-semicolon-2014-03-24_2014-04-07.csv", "unknown-format"},
        {"polito-semicolon-2014-08.csv", "unknown-format"},
        {"uci-steel-daymonth-garbled-head3000.csv", "unknown-format"},
        {"uci-steel-head3000.csv", "unknown-format"},
    };
    return kExpected;
}

TEST(SharedData, SamplesOfOtherFormatsAreRefusedForWhatTheyAre) {
    const auto folder = kShared / "formats";
    const auto files = files_in(folder);
    if (files.empty()) GTEST_SKIP() << "no samples at " << folder;
    std::map<std::string, std::string> outcomes;
    for (const auto& path : files) outcomes[fs::relative(path, folder).string()] = import_file(path).problem;
    EXPECT_EQ(outcomes, expected_of_samples());
}

}  // namespace
}  // namespace drp::formats
