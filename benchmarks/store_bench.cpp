/// store_bench PIECE FOLDER METERS ROW_METERS: one piece of ./bench; run.py calls them in order.
#include "benchmarks/store_bench.hpp"

#include <map>
#include <stdexcept>

#include "benchmarks/machine_limits.hpp"
#include "benchmarks/measure.hpp"

namespace drp::benchmarks {

storage::Store Bench::open_store() const {
    auto store = storage::Store::open("sqlite://" + file("drp.db"), {});
    if (!store) throw std::runtime_error(core::to_text(store.error()));
    return std::move(*store);
}

core::UtcSeconds bench_now() {
    return {1'800'000'000};
}

namespace {

void run_piece(const std::string& piece, const Bench& bench) {
    const std::map<std::string, void (*)(const Bench&)> pieces{
        {"machine", [](const Bench& b) { measure_machine(b.folder); }},
        {"checkpoint", [](const Bench& b) { b.open_store().checkpoint(); }},
        {"predictions", fill_predictions},
        {"rows", import_rows},
        {"days", import_days},
        {"ticks", merge_ticks},
        {"queries", query_stores},
        {"lists", list_people_and_meters},
        {"diagnostics", measure_diagnostics},
        {"baselines", compute_baselines},
        {"settlement", settle_many},
    };
    const auto found = pieces.find(piece);
    if (found == pieces.end()) throw std::runtime_error("no piece is called " + piece);
    found->second(bench);
}

}  // namespace
}  // namespace drp::benchmarks

int main(int argc, char** argv) try {
    if (argc != 5) throw std::runtime_error("store_bench PIECE FOLDER METERS ROW_METERS");
    drp::benchmarks::run_piece(argv[1], {argv[2], std::stoul(argv[3]), std::stoul(argv[4])});
    return 0;
} catch (const std::exception& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return 1;
}
