/// The pieces of store_bench, each of which prints its figures as JSON lines (measure.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "storage/store.hpp"

namespace drp::benchmarks {

/// Where one run of ./bench keeps its things.
struct Bench {
    std::string folder;
    std::size_t meters = 0;      ///< of the fleet
    std::size_t row_meters = 0;  ///< of the rival

    [[nodiscard]] std::string file(const std::string& name) const { return folder + "/" + name; }
    [[nodiscard]] storage::Store open_store() const;
    [[nodiscard]] std::string row_store_path() const { return file("rows.db"); }
};

/// A clock that stands still: time is passed in.
[[nodiscard]] core::UtcSeconds bench_now();

// store_import.cpp
void fill_predictions(const Bench& bench);  ///< the year's predictions of every meter, through merge_batch()
void import_rows(const Bench& bench);       ///< rows.csv into the rival
void import_days(const Bench& bench);       ///< day-1.csv to day-7.csv: import_file() new and unchanged, and the rival
void merge_ticks(const Bench& bench);       ///< one reading for every meter in one durable transaction

// store_queries.cpp
void query_stores(const Bench& bench);

// store_lists.cpp
void list_people_and_meters(const Bench& bench);  ///< the administration's lists, in a store of their own

// baselines.cpp
void compute_baselines(const Bench& bench);  ///< every method for one event of 10,000 meters, and the laboratory

// store_settlement.cpp
void settle_many(const Bench& bench);  ///< an event of a hundred times the fleet, in a store of its own

// diagnostics.cpp
void measure_diagnostics(const Bench& bench);  ///< what "More details" computes of one meter-year

}  // namespace drp::benchmarks
