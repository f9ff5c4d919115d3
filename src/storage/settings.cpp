#include "storage/settings.hpp"

namespace drp::storage {

std::optional<std::string> find_setting(Transaction& tx, std::string_view key) {
    auto row = tx.connection().prepare("SELECT value FROM setting WHERE \"key\" = ?");
    row.bind(key);
    if (!row->step()) return std::nullopt;
    return std::string(row->text(0));
}

void put_setting(WriteTransaction& tx, std::string_view key, std::string_view value) {
    auto& connection = tx.connection();
    auto update = connection.prepare("UPDATE setting SET value = ? WHERE \"key\" = ?");
    update.bind(value, key).run();
    if (connection.changes() == 0)
        connection.prepare("INSERT INTO setting (\"key\", value) VALUES (?, ?)").bind(key, value).run();
}

}  // namespace drp::storage
