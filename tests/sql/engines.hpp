/// The tests of this room that run once on each engine.
#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "../servers/mariadb_server.hpp"
#include "scratch.hpp"
#include "sql/database.hpp"

namespace drp::sql {

/// A fresh database on the engine of the test.
class OnEachEngine : public testing::TestWithParam<Engine> {
  protected:
    [[nodiscard]] Address fresh_address() const {
        if (GetParam() == Engine::sqlite) return {Engine::sqlite, folder_.file("t.db"), {}};
        return parse_address(test::MariadbServer::shared().fresh_address()).value();
    }
    [[nodiscard]] const Address& address() const { return address_; }
    [[nodiscard]] bool is_mariadb() const { return GetParam() == Engine::mariadb; }
    [[nodiscard]] std::unique_ptr<Database> open(const DatabaseOptions& options) const {
        return std::move(Database::open(address_, options).value());
    }

    test::ScratchFolder folder_;

  private:
    Address address_ = fresh_address();
};

inline std::string name_of(const testing::TestParamInfo<Engine>& engine) {
    return std::string(to_text(engine.param));
}

#define DRP_ON_EACH_ENGINE(Fixture) \
    INSTANTIATE_TEST_SUITE_P(Engines, Fixture, testing::Values(Engine::sqlite, Engine::mariadb), name_of)

inline std::int64_t number(Connection& connection, const std::string& query) {
    auto row = connection.prepare(query);
    return row->step() ? row->int64(0) : -1;
}

}  // namespace drp::sql
