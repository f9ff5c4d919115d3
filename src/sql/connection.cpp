#include "sql/connection.hpp"

#include <stdexcept>

namespace drp::sql {

void PreparedStatement::run_rows(const RowBuffer&) {
    throw std::logic_error("this engine takes one row after the other");
}

Scope::Scope(Connection& connection, Mode mode) : connection_(&connection) {
    if (mode == Mode::write) {
        connection.begin_write();
    } else {
        connection.begin_read();
    }
}

Scope::~Scope() {
    if (connection_ != nullptr && connection_->in_transaction()) connection_->rollback();
}

void Scope::commit() {
    connection_->commit();
}

}  // namespace drp::sql
