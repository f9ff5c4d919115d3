#include "sql/connection.hpp"

namespace drp::sql {

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
