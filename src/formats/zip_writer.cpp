#include "formats/zip_writer.hpp"

#include <stdexcept>
#include <utility>

#include <archive.h>
#include <archive_entry.h>

namespace drp::formats {
namespace {

constexpr int kReadableByOwner = 0600;

struct FreeArchive {
    void operator()(archive* handle) const { archive_write_free(handle); }
};
struct FreeEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

la_ssize_t collect(archive*, void* out, const void* bytes, std::size_t size) {
    static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

}  // namespace

struct ZipWriter::Parts {
    std::string out;  // outlives the handle, which writes its end into it when freed
    std::unique_ptr<archive, FreeArchive> handle{archive_write_new()};

    void require(la_ssize_t result) const {
        if (result >= ARCHIVE_OK) return;
        const char* why = archive_error_string(handle.get());
        throw std::runtime_error(std::string("libarchive: ") + (why == nullptr ? "failed" : why));
    }
};

ZipWriter::ZipWriter() : parts_(std::make_unique<Parts>()) {
    auto* handle = parts_->handle.get();
    if (handle == nullptr) throw std::runtime_error("libarchive: no memory");
    parts_->require(archive_write_set_format_zip(handle));
    parts_->require(archive_write_set_bytes_per_block(handle, 0));
    parts_->require(archive_write_open(handle, &parts_->out, nullptr, &collect, nullptr));
}

ZipWriter::~ZipWriter() = default;

void ZipWriter::begin_file(const std::string& name, core::UtcSeconds modified) {
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    if (!entry) throw std::runtime_error("libarchive: no memory");
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), kReadableByOwner);
    archive_entry_set_mtime(entry.get(), static_cast<time_t>(modified.value), 0);
    parts_->require(archive_write_header(parts_->handle.get(), entry.get()));
}

void ZipWriter::write(std::string_view bytes) {
    if (!bytes.empty()) parts_->require(archive_write_data(parts_->handle.get(), bytes.data(), bytes.size()));
}

void ZipWriter::finish() {
    parts_->require(archive_write_close(parts_->handle.get()));
}

void ZipWriter::take(std::string& out) {
    out += parts_->out;
    parts_->out.clear();
}

}  // namespace drp::formats
