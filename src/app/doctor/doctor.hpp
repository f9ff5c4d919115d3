/// Looks at everything around a portal that an operator has to keep in order, and changes nothing.
///
/// Each function looks at one thing and answers at least one line, so that a report says what was looked at. Limits:
/// a certificate warns 21 days before its end; a disk with less than 1 GB, or than the store needs for one more copy,
/// warns, and with less than 100 MB fails; the newest backup warns after 26 hours (one missed night) and fails after
/// 7 days; the log of the store warns at 1 GiB, where checkpoints have stopped; the clock fails when it is 5 minutes
/// behind what was written last.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/configuration.hpp"
#include "app/doctor/diagnosis.hpp"
#include "core/time.hpp"

namespace drp::app {

/// As `drp serve` would be told.
struct Patient {
    std::filesystem::path folder;
    std::string store;  ///< address
    std::string address = "127.0.0.1";
    std::uint16_t port = 8443;
    std::uint16_t plain_port = 0;
    std::filesystem::path certificate;
    std::filesystem::path key;
    std::filesystem::path backups;  ///< empty: nobody has said where they are
    bool asks_mail_server = true;
};

/// All of the following, in this order.
[[nodiscard]] Diagnoses examine(const Patient& patient, core::UtcSeconds now);

/// What `drp config check` finds, and the warnings of `drp config show`.
[[nodiscard]] Diagnoses examine_configuration(const Patient& patient);
/// Opens, is of this version's schema, can be written, lies on a local disk; its log is short.
[[nodiscard]] Diagnoses examine_store(const Patient& patient);
/// Each node of a cluster, and whether they are of one mind; nothing where the store is on none.
[[nodiscard]] Diagnoses examine_cluster(const Patient& patient);
/// Can be listened on; a port that the running portal has is in order. `user`: the process that has the store open.
[[nodiscard]] Diagnoses examine_ports(const Patient& patient, std::optional<std::int64_t> user);
/// Belongs to its key, is valid now and for a while, and is for the host of `public_url` (empty: not asked).
[[nodiscard]] Diagnoses examine_certificate(const Patient& patient, const std::string& public_url,
                                            core::UtcSeconds now);
/// Files with secrets, and the store, which holds hashes of passwords, are not for everybody.
[[nodiscard]] Diagnoses examine_permissions(const Patient& patient);
/// `is_synchronised`: what the kernel says of it.
[[nodiscard]] Diagnoses examine_clock(const Patient& patient, bool is_synchronised, core::UtcSeconds now);
[[nodiscard]] Diagnoses examine_disks(const Patient& patient);
[[nodiscard]] Diagnoses examine_backups(const Patient& patient, core::UtcSeconds now);
/// Connects and logs in as a mail would, and sends nothing.
[[nodiscard]] Diagnoses examine_mail(const Patient& patient, const Configuration& configuration);

/// The host of an address such as "https://portal.example:8443/"; empty of an empty one.
[[nodiscard]] std::string host_of(const std::string& url);

}  // namespace drp::app
