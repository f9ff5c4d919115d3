#include <stdexcept>

#include <zlib.h>

#include "http/response.hpp"

namespace drp::http {

std::string gzip(std::string_view bytes, int level) {
    constexpr int kGzipWrapper = 15 + 16;  // the largest window, plus zlib's flag for a gzip header
    z_stream stream{};
    if (deflateInit2(&stream, level, Z_DEFLATED, kGzipWrapper, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("zlib does not start");
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    // zlib takes a pointer to non-const for historical reasons and never writes through it.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const bool is_whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (!is_whole) throw std::runtime_error("zlib does not finish");
    return out;
}

}  // namespace drp::http
