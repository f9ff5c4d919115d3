/// A small world for tests: a store of its own with a provider, two organisations, a resident, and meters.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <unistd.h>

#include "../servers/shell.hpp"
#include "../servers/test_engine.hpp"
#include "formats/byte_source.hpp"
#include "portal/actor.hpp"
#include "portal/ingest.hpp"
#include "portal/keys.hpp"
#include "portal/meter_directory.hpp"
#include "storage/accounts.hpp"
#include "storage/meters.hpp"
#include "storage/organizations.hpp"
#include "storage/store.hpp"

namespace drp::portal {

inline core::UtcSeconds at(std::string_view iso) {
    return core::parse_iso_instant(iso).value();
}

class World {
  public:
    explicit World(const std::string& zone = "America/Chicago")
        : folder_(std::filesystem::temp_directory_path() /
                  ("drp-world-" + std::to_string(getpid()) + "-" + std::to_string(++made_))),
          store_(open(zone)) {
        auto tx = store_.write();
        provider = storage::create_organization(tx, "Valley Electric", true, now).value().id;
        school = storage::create_organization(tx, "School", false, now).value().id;
        mill = storage::create_organization(tx, "Mill", false, now).value().id;
        tx.commit();
    }
    ~World() {
        test::forget_store(store_.address());
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    storage::Store& store() { return store_; }
    const std::filesystem::path& folder() const { return folder_; }

    core::UserId add_user(const std::string& email, std::optional<core::OrgId> org, bool is_admin,
                          const std::string& password_hash = "") {
        auto tx = store_.write();
        storage::NewUser user{email, "Test", "User", password_hash, org, storage::MemberStatus::approved, is_admin};
        const auto id = storage::create_user(tx, user, now).value().id;
        tx.commit();
        return id;
    }

    core::MeterId add_meter(const std::string& number, std::optional<core::OrgId> org = std::nullopt) {
        auto tx = store_.write();
        const storage::NewMeter meter{number, "", std::nullopt};
        const auto id = storage::create_meters(tx, {&meter, 1}, now).value().front();
        if (org) storage::assign_meter(tx, id, *org).value();
        tx.commit();
        return id;
    }

    core::Result<ImportReport> import(const std::string& csv, ImportOptions options = {}) {
        if (options.file_name.empty()) options.file_name = "test.csv";
        return import_file(store_, formats::from_memory(csv), options, {}, [] { return now; });
    }

    static Actor member(core::UserId user, Level level, std::optional<core::OrgId> org) {
        return {ActorKind::user, level, user, org, "session"};
    }

    static constexpr core::UtcSeconds now{1'750'000'000};  // 2025-06-15T15:06:40Z

    const PortalKey key = PortalKey::from_text("a key of these tests, long enough to be one");
    core::OrgId provider;
    core::OrgId school;
    core::OrgId mill;

  private:
    storage::Store open(const std::string& zone) {
        std::filesystem::create_directories(folder_);
        const auto address = test::fresh_store_address((folder_ / "drp.db").string());
        return storage::Store::open(address, {.create = true, .time_zone = zone}).value();
    }

    static inline int made_ = 0;
    std::filesystem::path folder_;
    storage::Store store_;
};

}  // namespace drp::portal
