#include "http/metrics.hpp"

#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

namespace drp::http {

namespace {

bool is_metric_name(std::string_view name) noexcept {
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
        if (!is_letter && (i == 0 || c < '0' || c > '9')) return false;
    }
    return !name.empty();
}

/// {a="b",c="d"} without the braces; values escaped.
std::string label_text(const Labels& labels) {
    std::string out;
    for (const auto& [name, value] : labels) {
        if (!is_metric_name(name)) throw std::invalid_argument("not a label name: " + name);
        if (!out.empty()) out += ',';
        out.append(name).append("=\"");
        for (const char c : value) {
            if (c == '\n') {
                out += "\\n";
                continue;
            }
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
        out += '"';
    }
    return out;
}

std::string braced(std::string_view labels) {
    return labels.empty() ? std::string{} : fmt::format("{{{}}}", labels);
}

std::int64_t resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::int64_t total = 0;
    std::int64_t resident = 0;
    statm >> total >> resident;
    return resident * sysconf(_SC_PAGESIZE);
}

double cpu_seconds() {
    struct timespec spent {};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

/// The moment of the first question, which the constructor of the registry asks.
double started_at() {
    static const auto started = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration<double>(started).count();
}

std::ptrdiff_t open_files() {
    std::error_code error;
    const auto entries = std::filesystem::directory_iterator("/proc/self/fd", error);
    return error ? 0 : std::distance(entries, std::filesystem::directory_iterator{});
}

}  // namespace

std::size_t metric_shard() noexcept {
    static std::atomic<std::size_t> next{0};
    static thread_local const std::size_t mine = next.fetch_add(1, std::memory_order_relaxed) % kMetricShards;
    return mine;
}

std::uint64_t Counter::value() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& shard : shards_) sum += shard.n.load(std::memory_order_relaxed);
    return sum;
}

void Histogram::observe_us(std::uint64_t duration_us) noexcept {
    auto& shard = shards_[metric_shard()];
    std::size_t bucket = 0;
    while (bucket < kBoundsUs.size() && duration_us > kBoundsUs[bucket]) ++bucket;
    shard.buckets[bucket].fetch_add(1, std::memory_order_relaxed);
    shard.sum_us.fetch_add(duration_us, std::memory_order_relaxed);
}

std::uint64_t Histogram::count() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& shard : shards_)
        for (const auto& bucket : shard.buckets) sum += bucket.load(std::memory_order_relaxed);
    return sum;
}

struct Metrics::State {
    struct Family {
        std::string help;
        std::string_view type;
        std::map<std::string, std::unique_ptr<Counter>> counters;
        std::map<std::string, std::unique_ptr<Gauge>> gauges;
        std::map<std::string, std::unique_ptr<Histogram>> histograms;
    };
    mutable std::mutex mutex;
    std::map<std::string, Family, std::less<>> families;

    Family& family(std::string_view name, std::string_view help, std::string_view type) {
        if (!is_metric_name(name)) throw std::invalid_argument("not a metric name: " + std::string(name));
        auto& found = families[std::string(name)];
        if (found.type.empty()) {
            found.type = type;
            found.help = help;
        }
        if (found.type != type) throw std::invalid_argument("metric of another type: " + std::string(name));
        return found;
    }

    template <class T>
    T& one(std::map<std::string, std::unique_ptr<T>>& all, const Labels& labels) {
        auto& slot = all[label_text(labels)];
        if (!slot) slot = std::make_unique<T>();
        return *slot;
    }
};

Metrics::Metrics() : state_(std::make_unique<State>()) {
    (void)started_at();
}
Metrics::~Metrics() = default;

Counter& Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
    const std::scoped_lock lock(state_->mutex);
    return state_->one(state_->family(name, help, "counter").counters, labels);
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, const Labels& labels) {
    const std::scoped_lock lock(state_->mutex);
    return state_->one(state_->family(name, help, "gauge").gauges, labels);
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, const Labels& labels) {
    const std::scoped_lock lock(state_->mutex);
    return state_->one(state_->family(name, help, "histogram").histograms, labels);
}

namespace {
void append_histogram(std::string& out, std::string_view name, std::string_view labels,
                      std::span<const std::uint64_t> buckets, std::uint64_t sum_us) {
    const std::string_view comma = labels.empty() ? "" : ",";
    std::uint64_t cumulative = 0;
    for (std::size_t i = 0; i < buckets.size(); ++i) {
        cumulative += buckets[i];
        const auto bound = i < Histogram::kBoundsUs.size()
                               ? fmt::format("{}", static_cast<double>(Histogram::kBoundsUs[i]) / 1e6)
                               : std::string("+Inf");
        out += fmt::format("{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, comma, bound, cumulative);
    }
    out += fmt::format("{}_sum{} {}\n", name, braced(labels), static_cast<double>(sum_us) / 1e6);
    out += fmt::format("{}_count{} {}\n", name, braced(labels), cumulative);
}
}  // namespace

namespace {
/// Under the names that Prometheus' own clients use.
void append_process(std::string& out) {
    const auto add = [&](std::string_view name, std::string_view type, std::string_view help, double value) {
        out += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3:.15g}\n", name, help, type, value);
    };
    struct rlimit files {};
    getrlimit(RLIMIT_NOFILE, &files);
    add("process_cpu_seconds_total", "counter", "Processor time of the process.", cpu_seconds());
    add("process_max_fds", "gauge", "Most open file descriptors.", static_cast<double>(files.rlim_cur));
    add("process_open_fds", "gauge", "Open file descriptors.", static_cast<double>(open_files()));
    add("process_resident_memory_bytes", "gauge", "Resident memory.", static_cast<double>(resident_bytes()));
    add("process_start_time_seconds", "gauge", "When the process began to count, since 1970.", started_at());
}
}  // namespace

std::string Metrics::text() const {
    std::string out;
    const std::scoped_lock lock(state_->mutex);
    for (const auto& [name, family] : state_->families) {
        out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, family.help, name, family.type);
        for (const auto& [labels, counter] : family.counters)
            out += fmt::format("{}{} {}\n", name, braced(labels), counter->value());
        for (const auto& [labels, gauge] : family.gauges)
            out += fmt::format("{}{} {}\n", name, braced(labels), gauge->value());
        for (const auto& [labels, histogram] : family.histograms) {
            std::array<std::uint64_t, Histogram::kBoundsUs.size() + 1> buckets{};
            std::uint64_t sum_us = 0;
            for (const auto& shard : histogram->shards_) {
                for (std::size_t i = 0; i < buckets.size(); ++i)
                    buckets[i] += shard.buckets[i].load(std::memory_order_relaxed);
                sum_us += shard.sum_us.load(std::memory_order_relaxed);
            }
            append_histogram(out, name, labels, buckets, sum_us);
        }
    }
    append_process(out);
    return out;
}

Metrics& metrics() {
    static Metrics registry;
    return registry;
}

}  // namespace drp::http
