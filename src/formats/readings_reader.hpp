/// The import formats of SPEC 7 (three CSV kinds), streamed into batches of whole days.
///
/// - Memory depends on neither the file's size nor its number of rows: a bounded stretch is parsed ahead on worker
///   threads, batches have about `batch_values` slots.
/// - The same bytes and options give the same batches and verdicts, whatever the number of threads, the timing, or the
///   way the bytes arrive.
/// - Everything good goes in; everything else is counted, and what is refused has a verdict (SPEC 7).
/// - Energy is exact: decimal text becomes whole Wh without floating point, a fraction of a Wh is refused; only
///   predictions, which are estimates, are rounded (half away from zero) and counted.
/// - The same interval twice: an equal value is a harmless duplicate; of different values in one batch the first is
///   kept and the other gets a verdict. Across batches the store decides, and takes the later one as a correction.
/// - Quoted fields end on their line, so that one stray quote costs one row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/problem.hpp"
#include "core/reading_batch.hpp"
#include "core/time_zone.hpp"
#include "formats/byte_source.hpp"
#include "formats/label.hpp"
#include "formats/summary.hpp"
#include "formats/verdict.hpp"

namespace drp::formats {

struct ReaderOptions {
    core::TimeZone zone = core::TimeZone::utc();  ///< of times without offset
    std::vector<std::string> meter_columns;       ///< wide: these headers are meters although they are not all digits
    DateOrder date_order = DateOrder::automatic;  ///< overrides the file's own evidence
    std::size_t batch_values = 8'000'000;         ///< slots of a batch, roughly; measured: 4 million take 15 % longer
    unsigned threads = 2;                         ///< that parse ahead; 0: all work is done in next()
    std::size_t block_bytes = std::size_t{1} << 20U;  ///< bytes parsed at a time; changes no result
    std::string file_name;                            ///< put before the place of problems
};

/// Used by one thread. The destructor stops the workers, even if the source is waiting for bytes.
class ReadingsReader {
  public:
    /// Reads far enough ahead to know the file's layout. Compressed bytes are unpacked. Fails with what sniff() fails
    /// with (sniff.hpp) or the source.
    [[nodiscard]] static core::Result<ReadingsReader> open(std::unique_ptr<ByteSource> source, ReaderOptions options);

    ReadingsReader(ReadingsReader&&) noexcept;
    ReadingsReader& operator=(ReadingsReader&&) noexcept;
    ReadingsReader(const ReadingsReader&) = delete;
    ReadingsReader& operator=(const ReadingsReader&) = delete;
    ~ReadingsReader();

    /// Replaces both (and uses their memory again); false at the end, with both empty. A batch may have no slabs, only
    /// verdicts; verdicts come sorted by line. When the source fails in the middle, everything before comes first, then
    /// the Problem; nothing may be called after it but summary().
    [[nodiscard]] core::Result<bool> next(core::ReadingBatch& batch, std::vector<Verdict>& verdicts);

    /// Complete once next() has returned false.
    [[nodiscard]] const Summary& summary() const noexcept;

    /// For progress; of a compressed file the compressed bytes. From any thread.
    [[nodiscard]] std::uint64_t bytes_read() const noexcept;
    [[nodiscard]] std::optional<std::uint64_t> total_bytes() const noexcept;

  private:
    struct State;
    explicit ReadingsReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace drp::formats
