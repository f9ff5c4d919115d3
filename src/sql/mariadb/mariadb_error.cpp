#include "sql/mariadb/mariadb_error.hpp"

namespace drp::sql::mariadb {

ErrorKind kind_of(unsigned code) noexcept {
    switch (code) {
        case 1022:  // duplicate key on writing
        case 1062:  // duplicate entry
        case 1586:
        case 1761:
        case 1762:
            return ErrorKind::unique;
        case 1216:
        case 1217:
        case 1451:  // a row that others refer to
        case 1452:  // a reference to nothing
            return ErrorKind::reference;
        case 1644:  // SIGNAL
            return ErrorKind::rule;
        case 1048:  // NULL where none may be
        case 1264:  // out of range
        case 1265:  // data truncated
        case 1292:  // truncated wrong value
        case 1364:  // no default
        case 1365:  // division by zero
        case 1366:  // wrong value, malformed UTF-8 too
        case 1406:  // too long
        case 1690:  // arithmetic beyond the type
        case 4025:  // CHECK
            return ErrorKind::constraint;
        case 1205:  // waited for a lock
        case 1213:  // deadlock, or lost against another node of a cluster
        case 1317:  // the query was interrupted
        case 1969:  // statement time limit
            return ErrorKind::busy;
        case 1040:  // too many connections
        case 1047:  // the node of a cluster is not ready
        case 1053:  // server shutdown
        case 1152:
        case 1158:
        case 1159:
        case 1160:
        case 1161:  // errors and time limits of the network
        case 1203:
        case 1226:  // limits of the user
        case 1927:  // the connection was killed
        case 2002:
        case 2003:
        case 2005:
        case 2006:
        case 2012:
        case 2013:
        case 2026:  // TLS
        case 2027:
        case 2055:
            return ErrorKind::unreachable;
        case 1021:  // disk full
        case 1026:  // error on writing a file
        case 1114:  // the table is full
        case 1153:  // packet too large
            return ErrorKind::full;
        case 1034:
        case 1035:
        case 1194:
        case 1712:
        case 1877:
            return ErrorKind::damaged;
        default:
            return ErrorKind::other;
    }
}

}  // namespace drp::sql::mariadb
