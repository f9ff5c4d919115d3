/// A prepared statement of MariaDB's binary protocol. Whole results are kept on this side, so that many statements of
/// one connection may be open at once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <mysql.h>

#include "sql/bulk.hpp"
#include "sql/connection.hpp"
#include "sql/mariadb/numbered_parameters.hpp"

namespace drp::sql::mariadb {

class MariadbConnection;

class MariadbStatement final : public PreparedStatement {
  public:
    /// Has the server prepare it; a session later it is prepared again by itself.
    MariadbStatement(MariadbConnection& connection, std::string_view sql);
    ~MariadbStatement() override;
    MariadbStatement(const MariadbStatement&) = delete;
    MariadbStatement& operator=(const MariadbStatement&) = delete;

    void bind_null(int index) override;
    void bind_int64(int index, std::int64_t value) override;
    void bind_double(int index, double value) override;
    void bind_text(int index, std::string_view value) override;
    void bind_blob(int index, std::span<const std::byte> value) override;
    bool step() override;
    void reset() noexcept override;
    void release() noexcept override;
    void run_rows(const RowBuffer& rows) override;
    /// Numbers, texts and blobs turn into each other as SQLite's do: a text into the number that it begins with.
    [[nodiscard]] bool is_null(int column) const override;
    [[nodiscard]] std::int64_t int64(int column) const override;
    [[nodiscard]] double real(int column) const override;
    [[nodiscard]] std::string_view text(int column) const override;
    [[nodiscard]] std::span<const std::byte> blob(int column) const override;

    [[nodiscard]] bool is_in_use() const noexcept { return in_use_; }
    void take() noexcept { in_use_ = true; }

  private:
    struct Parameter {
        enum_field_types type = MYSQL_TYPE_NULL;
        std::int64_t integer = 0;
        double real = 0;
        const void* data = nullptr;
        unsigned long length = 0;
    };
    struct Column {
        enum_field_types type = MYSQL_TYPE_NULL;  ///< LONGLONG, DOUBLE or STRING
        my_bool is_null = 1;
        std::int64_t integer = 0;
        double real = 0;
        std::vector<char> bytes;
        unsigned long length = 0;
        mutable std::string as_text;
    };
    enum class State { ready, rows, ended };
    struct Close {
        void operator()(MYSQL_STMT* statement) const noexcept { mysql_stmt_close(statement); }
    };

    void prepare();
    void execute();
    void execute_once();
    void bind_parameters();
    void bind_columns();
    void fetch_long(unsigned index);
    [[noreturn]] void fail();
    [[nodiscard]] Parameter& parameter(int index);
    [[nodiscard]] const Column& column(int index) const;

    MariadbConnection& connection_;
    PlainParameters sql_;
    bool writes_ = false;   // INSERT, REPLACE, UPDATE or DELETE
    bool inserts_ = false;  // INSERT or REPLACE
    std::unique_ptr<MYSQL_STMT, Close> statement_;
    std::uint64_t session_ = 0;
    std::vector<Parameter> parameters_;
    std::vector<MYSQL_BIND> parameter_binds_;
    std::vector<Column> columns_;
    std::vector<MYSQL_BIND> column_binds_;
    State state_ = State::ready;
    bool in_use_ = false;
};

}  // namespace drp::sql::mariadb
