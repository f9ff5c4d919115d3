// What attackers send: smuggling, splitting, broken syntax. One request must never be read as two.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "client.hpp"
#include "site.hpp"

namespace drp::http::test {
namespace {

using std::string_literals::operator""s;

struct Attack {
    std::string name;
    std::string bytes;
};

std::string post(const std::string& headers, const std::string& body) {
    return "POST /api/bytes HTTP/1.1\r\nHost: l\r\n" + headers + "\r\n" + body;
}

const std::string kSmuggled = "GET /api/secret HTTP/1.1\r\nHost: l\r\nX-Member: mallory\r\n\r\n";

class Malformed : public ::testing::TestWithParam<Attack> {};

TEST_P(Malformed, IsRefusedAndTheConnectionEnds) {
    const TestSite site;
    Client client(site.port());
    client.send(GetParam().bytes + kSmuggled);
    const auto status = client.read().status;
    EXPECT_GE(status, 400U);
    EXPECT_LT(status, 600U);
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(site.secrets_told, 0);
    Client next(site.port());
    EXPECT_EQ(next.get("/api/hello").status, 200U);
}

INSTANTIATE_TEST_SUITE_P(
    Attacks, Malformed,
    ::testing::ValuesIn(std::vector<Attack>{
        {"LengthAndChunked", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        {"ChunkedAndLength", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")},
        {"TwoLengths", post("Content-Length: 1\r\nContent-Length: 2\r\n", "a")},
        {"TheSameLengthTwice", post("Content-Length: 1\r\nContent-Length: 1\r\n", "a")},
        {"ListOfLengths", post("Content-Length: 1, 2\r\n", "a")},
        {"NegativeLength", post("Content-Length: -1\r\n", "")},
        {"PlusLength", post("Content-Length: +1\r\n", "a")},
        {"HexLength", post("Content-Length: 0x1\r\n", "a")},
        {"HugeLength", post("Content-Length: 99999999999999999999999\r\n", "a")},
        {"UnknownCoding", post("Transfer-Encoding: gzip\r\n", "a")},
        {"ChunkedNotLast", post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n")},
        {"ChunkedTwice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        {"ChunkedInHttp10", "POST /api/bytes HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {"ChunkSizeOfLetters", post("Transfer-Encoding: chunked\r\n", "xyz\r\nabc\r\n0\r\n\r\n")},
        {"ChunkSizeNegative", post("Transfer-Encoding: chunked\r\n", "-1\r\na\r\n0\r\n\r\n")},
        {"ChunkSizeHuge", post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\na\r\n0\r\n\r\n")},
        {"ChunkWithoutEnd", post("Transfer-Encoding: chunked\r\n", "1\r\nabc\r\n0\r\n\r\n")},
        {"BlankBeforeColon", "GET /api/hello HTTP/1.1\r\nHost : l\r\n\r\n"},
        {"NameWithBlank", "GET /api/hello HTTP/1.1\r\nHost: l\r\nX Y: z\r\n\r\n"},
        {"BareReturnInValue", "GET /api/hello HTTP/1.1\r\nHost: l\r\nX: a\rSet-Cookie: b\r\n\r\n"},
        {"NulInValue", "GET /api/hello HTTP/1.1\r\nHost: l\r\nX: a\0b\r\n\r\n"s},
        {"BareLineFeeds", "GET /api/hello HTTP/1.1\nHost: l\n\n"},
        {"NoHost", "GET /api/hello HTTP/1.1\r\n\r\n"},
        {"TwoHosts", "GET /api/hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
        {"Http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
        {"UnknownVersion", "GET / HTTP/1.9\r\nHost: l\r\n\r\n"},
        {"NoVersion", "GET /api/hello\r\nHost: l\r\n\r\n"},
        {"TwoBlanks", "GET  /api/hello HTTP/1.1\r\nHost: l\r\n\r\n"},
        {"NoSlash", "GET api/hello HTTP/1.1\r\nHost: l\r\n\r\n"},
        {"BadEscape", "GET /api/echo/%zz HTTP/1.1\r\nHost: l\r\n\r\n"},
        {"TlsToThePlainPort", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"s},
        {"Nonsense", "\x01\x02\x03\x04 nonsense\r\n\r\n"},
    }),
    [](const auto& attack) { return attack.param.name; });

TEST(Malformed, LineBreaksCannotEnterAnswerHeaders) {
    EXPECT_THROW(Response().header("X", "a\r\nSet-Cookie: b"), std::invalid_argument);
    EXPECT_THROW(Response().header("X: a\r\nY", "b"), std::invalid_argument);
    EXPECT_THROW(Response::see_other("/a\nb"), std::invalid_argument);
    EXPECT_THROW(Response().header("Content-Length", "5"), std::invalid_argument);
}

TEST(Malformed, AFoldedHeaderStaysOneHeader) {
    const TestSite site;
    Client client(site.port());
    client.send("GET /api/secret HTTP/1.1\r\nHost: l\r\nX-A: b\r\n X-Member: mallory\r\n\r\n");
    const auto status = client.read().status;
    EXPECT_TRUE(status == 400 || status == 401) << status;
    EXPECT_EQ(site.secrets_told, 0);
}

TEST(Malformed, AnEmptyLineBeforeARequestIsForgiven) {
    const TestSite site;
    Client client(site.port());
    client.send("\r\nGET /api/hello HTTP/1.1\r\nHost: l\r\n\r\n");
    EXPECT_EQ(client.read().status, 200U);
}

TEST(Malformed, AnAbsoluteAddressIsUnderstood) {
    const TestSite site;
    Client client(site.port());
    EXPECT_EQ(client.get("http://localhost/api/hello").body, "hello nobody");
}

}  // namespace
}  // namespace drp::http::test
