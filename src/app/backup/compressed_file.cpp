#include "app/backup/compressed_file.hpp"

#include <cerrno>
#include <memory>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "app/backup/disk.hpp"
#include "core/sha256.hpp"

namespace drp::app {
namespace {

namespace fs = std::filesystem;
using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::size_t kBufferBytes = 1U << 20U;
constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

struct FreeZstd {
    void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
};

/// One end of the way: a file with its count and hash.
class End {
  public:
    End(fs::path path, int flags)
        : path_(std::move(path)), handle_(open(path_.c_str(), flags | O_CLOEXEC, kOwnerOnly)) {
        if (handle_ < 0) reason_ = errno;
    }
    End(const End&) = delete;
    End& operator=(const End&) = delete;
    ~End() {
        if (handle_ >= 0) close(handle_);
    }

    [[nodiscard]] bool is_good() const noexcept { return reason_ == 0; }
    [[nodiscard]] Problem problem() const { return disk_problem(path_, reason_); }
    [[nodiscard]] std::int64_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::string sha256() { return hash_.hex(); }

    /// Empty at the end, and after a failure.
    std::string_view read(std::vector<char>& buffer) {
        ssize_t n = 0;
        do n = ::read(handle_, buffer.data(), buffer.size());
        while (n < 0 && errno == EINTR);
        if (n < 0) reason_ = errno;
        return n <= 0 ? std::string_view() : counted({buffer.data(), static_cast<std::size_t>(n)});
    }
    void write(std::string_view bytes) {
        counted(bytes);
        while (!bytes.empty() && is_good()) {
            const auto n = ::write(handle_, bytes.data(), bytes.size());
            if (n >= 0)
                bytes.remove_prefix(static_cast<std::size_t>(n));
            else if (errno != EINTR)
                reason_ = errno;
        }
    }
    void sync() {
        if (is_good() && fsync(handle_) != 0) reason_ = errno;
    }

  private:
    std::string_view counted(std::string_view bytes) {
        hash_.update(bytes);
        bytes_ += static_cast<std::int64_t>(bytes.size());
        return bytes;
    }

    fs::path path_;
    int handle_;
    int reason_ = 0;
    std::int64_t bytes_ = 0;
    core::Sha256 hash_;
};

Problem damaged(const fs::path& file, std::string why) {
    return {ProblemKind::damaged, "backup-damaged", std::move(why), file.string(), "Use another backup."};
}

}  // namespace

Result<CompressedFile> compress_file(const fs::path& from, const fs::path& to, int level) {
    End in(from, O_RDONLY);
    if (!in.is_good()) return in.problem();
    End out(to, O_WRONLY | O_CREAT | O_EXCL);
    const std::unique_ptr<ZSTD_CCtx, FreeZstd> zstd(ZSTD_createCCtx());
    ZSTD_CCtx_setParameter(zstd.get(), ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(zstd.get(), ZSTD_c_checksumFlag, 1);
    std::vector<char> plain(kBufferBytes);
    std::vector<char> packed(ZSTD_CStreamOutSize());
    for (bool is_over = false; !is_over && in.is_good() && out.is_good();) {
        const auto piece = in.read(plain);
        is_over = piece.empty();
        ZSTD_inBuffer source{piece.data(), piece.size(), 0};
        for (bool is_done = false; !is_done && out.is_good();) {
            ZSTD_outBuffer target{packed.data(), packed.size(), 0};
            const auto left =
                ZSTD_compressStream2(zstd.get(), &target, &source, is_over ? ZSTD_e_end : ZSTD_e_continue);
            if (ZSTD_isError(left) != 0) return damaged(from, std::string("zstd: ") + ZSTD_getErrorName(left) + ".");
            out.write({packed.data(), target.pos});
            is_done = is_over ? left == 0 : source.pos == source.size;
        }
    }
    out.sync();
    if (!in.is_good()) return in.problem();
    if (!out.is_good()) return out.problem();
    return CompressedFile{out.bytes(), out.sha256(), in.bytes(), in.sha256()};
}

Result<CompressedFile> decompress_file(const fs::path& from, const fs::path& to, std::int64_t most_bytes) {
    End in(from, O_RDONLY);
    if (!in.is_good()) return in.problem();
    End out(to, O_WRONLY | O_CREAT | O_EXCL);
    const std::unique_ptr<ZSTD_DCtx, FreeZstd> zstd(ZSTD_createDCtx());
    std::vector<char> packed(ZSTD_DStreamInSize());
    std::vector<char> plain(kBufferBytes);
    std::size_t left = 1;
    for (auto piece = in.read(packed); !piece.empty() && out.is_good(); piece = in.read(packed)) {
        ZSTD_inBuffer source{piece.data(), piece.size(), 0};
        bool is_full = false;
        while ((source.pos < source.size || is_full) && out.is_good()) {
            ZSTD_outBuffer target{plain.data(), plain.size(), 0};
            left = ZSTD_decompressStream(zstd.get(), &target, &source);
            if (ZSTD_isError(left) != 0) return damaged(from, std::string("zstd: ") + ZSTD_getErrorName(left) + ".");
            out.write({plain.data(), target.pos});
            is_full = target.pos == target.size;
            if (out.bytes() > most_bytes) return damaged(from, "The backup holds more than its manifest says.");
        }
    }
    if (in.is_good() && left != 0) return damaged(from, "The backup ends in the middle.");
    out.sync();
    if (!in.is_good()) return in.problem();
    if (!out.is_good()) return out.problem();
    return CompressedFile{in.bytes(), in.sha256(), out.bytes(), out.sha256()};
}

}  // namespace drp::app
