#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include "formats/byte_source.hpp"

namespace drp::formats {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::size_t kInputBytes = std::size_t{64} << 10U;
constexpr std::uint64_t kBombFloorBytes = std::uint64_t{256} << 20U;
constexpr std::uint64_t kBombRatio = 1'000;

Problem damaged(std::string_view what) {
    return {ProblemKind::invalid_input, "compressed-file-damaged",
            fmt::format("The compressed file is damaged or cut short ({}).", what), "",
            "Send it again, or send it uncompressed."};
}

/// One step of a decoder: what it took and what it gave.
struct Step {
    std::size_t taken = 0;
    std::size_t given = 0;
};

class Decoder {
  public:
    Decoder() = default;
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;
    virtual ~Decoder() = default;
    virtual Result<Step> step(std::span<const char> in, std::span<char> out) = 0;
    /// True between frames: the only place where the input may end.
    [[nodiscard]] virtual bool is_complete() const noexcept = 0;
};

class GzipDecoder : public Decoder {
  public:
    GzipDecoder() {
        constexpr int kGzipWindowBits = 15 + 16;
        if (inflateInit2(&stream_, kGzipWindowBits) != Z_OK) throw std::bad_alloc();
    }
    GzipDecoder(const GzipDecoder&) = delete;
    GzipDecoder& operator=(const GzipDecoder&) = delete;
    ~GzipDecoder() override { inflateEnd(&stream_); }

    Result<Step> step(std::span<const char> in, std::span<char> out) override {
        if (in.empty() && is_complete_) return Step{};
        if (is_complete_) {  // another member follows the first
            if (inflateReset(&stream_) != Z_OK) return damaged("gzip");
            is_complete_ = false;
        }
        // zlib never writes through next_in; its declaration is older than const
        stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(in.data()));
        stream_.avail_in = static_cast<uInt>(in.size());
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = static_cast<uInt>(out.size());
        const int status = inflate(&stream_, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) return damaged("gzip");
        is_complete_ = status == Z_STREAM_END;
        return Step{in.size() - stream_.avail_in, out.size() - stream_.avail_out};
    }
    bool is_complete() const noexcept override { return is_complete_; }

  private:
    z_stream stream_{};
    bool is_complete_ = false;
};

class ZstdDecoder : public Decoder {
  public:
    ZstdDecoder() : stream_(ZSTD_createDCtx(), &ZSTD_freeDCtx) {
        if (!stream_) throw std::bad_alloc();
        constexpr int kWindowLog = 27;
        ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, kWindowLog);
    }

    Result<Step> step(std::span<const char> in, std::span<char> out) override {
        ZSTD_inBuffer source{in.data(), in.size(), 0};
        ZSTD_outBuffer target{out.data(), out.size(), 0};
        const auto status = ZSTD_decompressStream(stream_.get(), &target, &source);
        if (ZSTD_isError(status) != 0) return damaged(ZSTD_getErrorName(status));
        if (source.pos != 0 || target.pos != 0) is_complete_ = status == 0;
        return Step{source.pos, target.pos};
    }
    bool is_complete() const noexcept override { return is_complete_; }

  private:
    std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> stream_;
    bool is_complete_ = false;
};

/// Looks at the first four bytes, then either passes bytes on or decodes them.
class DecompressedSource : public ByteSource {
  public:
    explicit DecompressedSource(std::unique_ptr<ByteSource> inner) : inner_(std::move(inner)), input_(kInputBytes) {}

    Result<std::size_t> read(std::span<char> into) override {
        if (!is_sniffed_) {
            if (const auto done = sniff(); !done) return done.error();
        }
        return decoder_ ? decode(into) : pass(into);
    }
    std::uint64_t bytes_read() const noexcept override { return inner_->bytes_read(); }
    std::optional<std::uint64_t> total_bytes() const noexcept override { return inner_->total_bytes(); }
    void cancel() noexcept override { inner_->cancel(); }

  private:
    Result<bool> sniff() {
        constexpr std::size_t kMagicBytes = 4;
        while (end_ < kMagicBytes && !is_ended_)
            if (const auto more = refill(); !more) return more.error();
        is_sniffed_ = true;
        const auto byte = [&](std::size_t i) { return i < end_ ? static_cast<unsigned char>(input_[i]) : 0U; };
        if (byte(0) == 0x1F && byte(1) == 0x8B && end_ >= 3) {
            decoder_ = std::make_unique<GzipDecoder>();
        } else if (byte(0) == 0x28 && byte(1) == 0xB5 && byte(2) == 0x2F && byte(3) == 0xFD) {
            decoder_ = std::make_unique<ZstdDecoder>();
        }
        return true;
    }

    Result<bool> refill() {
        if (begin_ == end_) begin_ = end_ = 0;
        const auto got = inner_->read(std::span(input_).subspan(end_));
        if (!got) return got.error();
        is_ended_ = *got == 0;
        end_ += *got;
        return true;
    }

    Result<std::size_t> pass(std::span<char> into) {
        if (begin_ == end_) return inner_->read(into);
        const auto count = std::min(into.size(), end_ - begin_);
        std::copy_n(input_.data() + begin_, count, into.data());
        begin_ += count;
        return count;
    }

    Result<std::size_t> decode(std::span<char> into) {
        while (true) {
            if (begin_ == end_ && !is_ended_)
                if (const auto more = refill(); !more) return more.error();
            const auto step = decoder_->step(std::span(input_).subspan(begin_, end_ - begin_), into);
            if (!step) return step.error();
            begin_ += step->taken;
            taken_ += step->taken;
            given_ += step->given;
            if (given_ > kBombFloorBytes && given_ / kBombRatio > taken_) return bomb();
            if (step->given != 0) return step->given;
            if (begin_ == end_ && is_ended_) {
                if (!decoder_->is_complete()) return damaged("it ends too early");
                return std::size_t{0};
            }
            if (step->taken == 0 && begin_ != end_) return damaged("no progress");
        }
    }
    static Problem bomb() {
        return {ProblemKind::too_large, "decompression-bomb",
                "The compressed file unpacks to more than a thousand times its size.", "", "Send it uncompressed."};
    }

    std::unique_ptr<ByteSource> inner_;
    std::unique_ptr<Decoder> decoder_;
    std::vector<char> input_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::uint64_t taken_ = 0;
    std::uint64_t given_ = 0;
    bool is_sniffed_ = false;
    bool is_ended_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> decompressed(std::unique_ptr<ByteSource> source) {
    return std::make_unique<DecompressedSource>(std::move(source));
}

}  // namespace drp::formats
