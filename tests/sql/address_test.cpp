#include "sql/address.hpp"

#include <gtest/gtest.h>

namespace drp::sql {
namespace {

TEST(Address, MayBeRelativeOrAbsolute) {
    EXPECT_EQ(parse_address("sqlite:var/drp.db")->path, "var/drp.db");
    EXPECT_EQ(parse_address("sqlite:///srv/drp.db")->path, "/srv/drp.db");
    EXPECT_EQ(parse_address("sqlite:/srv/drp.db")->path, "/srv/drp.db");
}

TEST(Address, NamesAServerItsUserAndItsDatabase) {
    const auto address = parse_address("mariadb://drp@db.example:3307/portal").value();
    EXPECT_EQ(address.engine, Engine::mariadb);
    EXPECT_EQ(address.server.host, "db.example");
    EXPECT_EQ(address.server.port, 3307);
    EXPECT_EQ(address.server.user, "drp");
    EXPECT_EQ(address.server.database, "portal");
    EXPECT_FALSE(address.server.tls.is_required);
    EXPECT_EQ(parse_address("mariadb://d%40rp@[::1]/portal")->server.host, "::1");
    EXPECT_EQ(parse_address("mariadb://d%40rp@[::1]/portal")->server.user, "d@rp");
    EXPECT_EQ(parse_address("mariadb://drp@db/portal")->server.port, 3306);
}

TEST(Address, NamesTheNodesOfAClusterInOrder) {
    const auto server = parse_address("mariadb://drp@db1,db2:3307,[::1]:3308/portal")->server;
    EXPECT_EQ(server.host, "db1");
    EXPECT_EQ(server.port, 3306);
    ASSERT_EQ(server.further_hosts.size(), 2U);
    EXPECT_EQ(server.further_hosts[0].name, "db2");
    EXPECT_EQ(server.further_hosts[0].port, 3307);
    EXPECT_EQ(server.further_hosts[1].name, "::1");
    EXPECT_EQ(server.further_hosts[1].port, 3308);
    EXPECT_TRUE(parse_address("mariadb://drp@db1/portal")->server.further_hosts.empty());
}

TEST(Address, SaysHowLongAnAnswerMayTake) {
    EXPECT_EQ(parse_address("mariadb://drp@db/portal")->server.answer_within, std::chrono::seconds(20));
    EXPECT_EQ(parse_address("mariadb://drp@db/portal?answer-within=300")->server.answer_within,
              std::chrono::seconds(300));
}

TEST(Address, NamesASocketOfThisMachine) {
    const auto address = parse_address("mariadb+unix:///run/my%20sql/s.sock/portal?user=drp").value();
    EXPECT_EQ(address.server.socket, "/run/my sql/s.sock");
    EXPECT_EQ(address.server.database, "portal");
    EXPECT_EQ(address.server.user, "drp");
    EXPECT_EQ(address.server.host, "");
    EXPECT_EQ(parse_address("mariadb+unix:///run/s.sock/portal")->server.user, "");
}

TEST(Address, AnyTlsOptionRequiresTlsAndACaMeansThatTheHostIsVerified) {
    const auto tls = [](const std::string& options) {
        return parse_address("mariadb://drp@db/portal?" + options)->server.tls;
    };
    EXPECT_TRUE(tls("ssl-ca=/etc/ca.pem").is_required);
    EXPECT_TRUE(tls("ssl-ca=/etc/ca.pem").verifies_host);
    EXPECT_FALSE(tls("ssl-verify=no&ssl-ca=/etc/ca.pem").verifies_host);
    EXPECT_TRUE(tls("ssl-verify=no").is_required);
    EXPECT_TRUE(tls("ssl-verify=yes").verifies_host);
    EXPECT_EQ(tls("ssl-cert=/c.pem&ssl-key=/k.pem").key_file, "/k.pem");
    EXPECT_EQ(parse_address("mariadb://drp@db/portal?password-file=/p")->server.password_file, "/p");
    EXPECT_FALSE(parse_address("mariadb://drp@db/portal?password-file=/p")->server.tls.is_required);
}

TEST(Address, NeverHoldsAPasswordAndIsNotRepeatedWhenItDoes) {
    for (const auto* text : {"mariadb://drp:hunter2@db/portal", "mariadb://drp@db/portal?password=hunter2"}) {
        const auto problem = parse_address(text).error();
        EXPECT_EQ(problem.code, "address-invalid");
        EXPECT_NE(problem.cure.find("DRP_DB_PASSWORD"), std::string::npos);
        EXPECT_EQ(core::to_text(problem).find("hunter2"), std::string::npos);
    }
}

TEST(Address, OfAnythingElseIsAProblem) {
    for (const auto* text : {"",
                             "var/drp.db",
                             "sqlite:",
                             "sqlite://host/drp.db",
                             "sqlite:folder/",
                             "oracle:x",
                             "mariadb:",
                             "mariadb://",
                             "mariadb://db/portal",
                             "mariadb://@db/portal",
                             "mariadb://drp@db",
                             "mariadb://drp@db/",
                             "mariadb://drp@/portal",
                             "mariadb://drp@db:0/portal",
                             "mariadb://drp@db:x/portal",
                             "mariadb://drp@db1,/portal",
                             "mariadb://drp@,db2/portal",
                             "mariadb://drp@db1,db2:0/portal",
                             "mariadb://drp@a,b,c,d,e,f,g,h,i,j/portal",
                             "mariadb://drp@db/portal?answer-within=1",
                             "mariadb://drp@db/portal?answer-within=soon",
                             "mariadb://drp@db:70000/portal",
                             "mariadb://drp@db/por'tal",
                             "mariadb://drp@db/portal?x",
                             "mariadb://drp@db/portal?color=red",
                             "mariadb://drp@db/portal?user=",
                             "mariadb://drp@db/portal?ssl-cert=/c.pem",
                             "mariadb://drp@db/portal?ssl-verify=maybe",
                             "mariadb://drp@db/portal?ssl-ca=%zz",
                             "mariadb+unix://portal",
                             "mariadb+unix:///portal",
                             "mariadb+unix://run/s/portal"})
        EXPECT_EQ(parse_address(text).error().code, "address-invalid") << text;
}

}  // namespace
}  // namespace drp::sql
