/// The certificate of a server that nobody has configured yet.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/problem.hpp"

namespace drp::http {

struct TlsFiles {
    std::filesystem::path certificate;  ///< PEM, chain allowed
    std::filesystem::path key;          ///< PEM
};

/// Makes a self-signed ECDSA P-256 certificate and its key where they are missing, both mode 0600, for localhost,
/// 127.0.0.1, ::1, this machine's name and `more_names`, good for 825 days. Does nothing if both are there; fails if
/// only one is. The files appear whole or not at all.
[[nodiscard]] core::Result<void> ensure_certificate(const TlsFiles& files, const std::vector<std::string>& more_names);

/// SHA-256 of the certificate's DER as "AB:CD:…", for a person to compare with what the browser shows.
[[nodiscard]] core::Result<std::string> certificate_fingerprint(const std::filesystem::path& certificate);

}  // namespace drp::http
