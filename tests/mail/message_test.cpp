#include "mail/message.hpp"

#include <gmock/gmock.h>

namespace drp::mail {
namespace {

using testing::HasSubstr;
using testing::Not;

Message a_mail() {
    return {"ada@example.com", "Your link", "Hello\n", 7, core::UtcSeconds{1'795'000'000}};
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find("\r\n", at);
        if (end == std::string::npos) ADD_FAILURE() << "the last line has no end";
        lines.push_back(text.substr(at, end - at));
        at = end + 2;
    }
    return lines;
}

TEST(Message, HasWhatAMailNeeds) {
    const auto text = compose(a_mail(), "portal@example.org", "Valley Electric");
    EXPECT_EQ(text,
              "From: Valley Electric <portal@example.org>\r\n"
              "To: ada@example.com\r\n"
              "Subject: Your link\r\n"
              "Date: Wed, 18 Nov 2026 11:06:40 +0000\r\n"
              "Message-ID: <drp-7-1795000000@example.org>\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n"
              "Auto-Submitted: auto-generated\r\n"
              "\r\n"
              "Hello\r\n");
}

TEST(Message, KeepsEveryTextInItsPlace) {
    auto mail = a_mail();
    mail.subject = "x\r\nBcc: everybody@example.com\r\n\r\nbody";
    const auto text = compose(mail, "portal@example.org", "A\r\nBcc: other@example.com");
    EXPECT_THAT(text, Not(HasSubstr("Bcc")));
    EXPECT_EQ(lines_of(text).size(), 11U);
}

TEST(Message, EncodesSubjectsThatAreNotPlain) {
    auto mail = a_mail();
    mail.subject = "Élan";
    EXPECT_THAT(compose(mail, "p@x", ""), HasSubstr("Subject: =?UTF-8?B?w4lsYW4=?=\r\n"));
    mail.subject = "=?UTF-8?B?bWU=?=";
    EXPECT_THAT(compose(mail, "p@x", ""), HasSubstr("Subject: =?UTF-8?B?PT9VVEYtOD9CP2JXVT0/PQ==?=\r\n"));
}

TEST(Message, FoldsLongSubjectsBetweenCharacters) {
    auto mail = a_mail();
    for (int i = 0; i < 40; ++i) mail.subject += "€";
    const auto lines = lines_of(compose(mail, "p@x", ""));
    for (const auto& line : lines) EXPECT_LE(line.size(), 76U + std::string_view("Subject: ").size());
    // Three bytes a character, 45 bytes a word: no word may end within a character.
    EXPECT_EQ(lines[2], "Subject: =?UTF-8?B?WW91ciBsaW5r4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs?=");
    EXPECT_EQ(lines[3].substr(0, 11), " =?UTF-8?B?");
}

TEST(Message, CutsNoLineOfItsBodyButByQuotedPrintable) {
    auto mail = a_mail();
    mail.body = std::string(200, 'a') + "\n= é \n.\n\ttab";
    const auto lines = lines_of(compose(mail, "p@x", ""));
    EXPECT_EQ(lines[10], std::string(75, 'a') + "=");
    EXPECT_EQ(lines[11], std::string(75, 'a') + "=");
    EXPECT_EQ(lines[12], std::string(50, 'a'));
    EXPECT_EQ(lines[13], "=3D =C3=A9=20");
    EXPECT_EQ(lines[14], ".");
    EXPECT_EQ(lines[15], "=09tab");
}

}  // namespace
}  // namespace drp::mail
