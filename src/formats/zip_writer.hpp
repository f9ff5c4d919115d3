/// A zip archive written piece by piece, through libarchive: what is written is compressed and can be sent on at once,
/// so that an archive of any size needs little memory.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace drp::formats {

/// One thread at a time. Failures of the library (memory) throw std::runtime_error.
class ZipWriter {
  public:
    ZipWriter();
    ~ZipWriter();
    ZipWriter(const ZipWriter&) = delete;
    ZipWriter& operator=(const ZipWriter&) = delete;

    /// The next file; its size need not be known. `name` is UTF-8 with '/' between folders.
    void begin_file(const std::string& name, core::UtcSeconds modified);
    void write(std::string_view bytes);
    /// Nothing may follow.
    void finish();
    /// What has come out since the last call, appended.
    void take(std::string& out);

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace drp::formats
