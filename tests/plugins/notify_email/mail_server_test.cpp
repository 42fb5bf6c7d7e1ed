// What is handed to a mail server: encryption, credentials, refusals.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "plugins/notify_email/domain/letters/mime.hpp"
#include "plugins/notify_email/rpc/delivery/mail_server.hpp"
#include "tests/plugins/notify_email/mail_server.hpp"
#include "tests/plugins/notify_email/read_messages.hpp"

namespace halle::notify_email {
namespace {
using How = Handed::How;

std::string letter() {
  return message({"", "halle@example.org", "", "jeanne@example.org", "", "id", "", Instant{}},
                 "Été", "Bonjour\n.\n..\nFin", "<p>x</p>");
}

Handed hand(const Server& server, const std::string& to) {
  return MailServer(server).hand("id", to, letter());
}

TEST(MailServer, TakesALetterAsItIs) {
  const test::TestMailServer there;
  const auto server = read_server(there.configuration());
  MailServer mail(server);
  EXPECT_EQ(mail.hand("1", "jeanne@example.org", letter()).how, How::accepted);
  EXPECT_EQ(mail.hand("2", "ali@example.org", letter()).how, How::accepted);
  const auto letters = there.letters();
  ASSERT_EQ(letters.size(), 2u);
  EXPECT_EQ(letters[0]["text"], "Bonjour\n.\n..\nFin");
  EXPECT_EQ(letters[1]["headers"]["X-Recipient"], "ali@example.org");
}

TEST(MailServer, SaysWhetherTheRecipientOrTheServerIsToBlame) {
  const test::TestMailServer there;
  const auto server = read_server(there.configuration());
  EXPECT_EQ(hand(server, "refused@example.org").how, How::refused);
  EXPECT_EQ(hand(server, "refused@example.org").words, "550 5.1.1 no such person here");
  EXPECT_EQ(hand(server, "later@example.org").how, How::failed);
  EXPECT_EQ(hand(server, "relay@example.org").how, How::declined);
  EXPECT_EQ(hand(server, "relay@example.org").words, "554 5.7.1 relay access denied");
  EXPECT_EQ(hand(server, "hangup@example.org").how, How::unanswered);
  // After a refusal the same connection serves the next letter.
  MailServer mail(server);
  EXPECT_EQ(mail.hand("1", "refused@example.org", letter()).how, How::refused);
  EXPECT_EQ(mail.hand("2", "jeanne@example.org", letter()).how, How::accepted);
  const auto nobody =
      read_server("server = smtp://127.0.0.1:1\nfrom = a@example.org\nsite = https://c\n");
  EXPECT_EQ(hand(nobody, "jeanne@example.org").how, How::unreachable);
}

TEST(MailServer, AnotherConnectionServesWhatOneDoesNot) {
  const test::TestMailServer there({"--one"});
  const auto server = read_server(there.configuration());
  MailServer mail(server);
  for (const auto* id : {"1", "2", "3"})
    EXPECT_EQ(mail.hand(id, "jeanne@example.org", letter()).how, How::accepted) << id;
  EXPECT_EQ(there.letters().size(), 3u);
}

class Encrypted : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string command =
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost "
        "-addext subjectAltName=DNS:localhost -keyout " +
        (folder_ / "key.pem") + " -out " + (folder_ / "certificate.pem") + " 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  /// Of the server at that address, encrypted, with its certificate.
  std::string configuration(const test::TestMailServer& there, const std::string& password,
                            bool trusts = true) const {
    const std::string port = there.url().substr(there.url().rfind(':') + 1);
    return "server = smtp://localhost:" + port + "\nfrom = a@example.org\nsite = https://c\n" +
           "user = halle\npassword = " + password + "\n" +
           (trusts ? "ca = " + (folder_ / "certificate.pem") + "\n" : "");
  }
  test::Folder folder_;
};

TEST_F(Encrypted, GoesOverTlsWithCredentials) {
  const test::TestMailServer there({"--tls", folder_ / "certificate.pem", folder_ / "key.pem",
                                    "--password", "halle", "a = b #c"});
  auto server = read_server(configuration(there, "a = b #c"));
  server.must_encrypt = true;
  EXPECT_EQ(hand(server, "jeanne@example.org").how, How::accepted);
  const auto letters = there.letters();
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(letters[0]["headers"]["X-Encrypted"], "yes");
  EXPECT_EQ(letters[0]["headers"]["X-User"], "halle");
  auto wrong = read_server(configuration(there, "wrong"));
  wrong.must_encrypt = true;
  const auto refused = hand(wrong, "jeanne@example.org");
  EXPECT_EQ(refused.how, How::unreachable);
  EXPECT_EQ(refused.words.find("wrong"), std::string::npos);
  // A certificate that nobody vouches for is no server of ours.
  auto strange = read_server(configuration(there, "a = b #c", false));
  strange.must_encrypt = true;
  EXPECT_EQ(hand(strange, "jeanne@example.org").how, How::unreachable);
}

TEST(MailServer, SendsNothingUnencryptedToAnotherMachine) {
  const test::TestMailServer there;
  auto server = read_server(there.configuration());
  server.must_encrypt = true;  // as for any server that is not at loopback
  EXPECT_EQ(hand(server, "jeanne@example.org").how, How::unreachable);
  EXPECT_TRUE(there.letters().empty());
}

TEST(MailServer, WritesFilesIntoAFolder) {
  const test::Folder folder;
  const auto server = read_server("server = folder:" + folder.path() +
                                  "\nfrom = a@example.org\nsite = https://c\n");
  EXPECT_EQ(hand(server, "jeanne@example.org").how, How::accepted);
  const auto read_back = test::read_messages({folder / "id.eml"});
  ASSERT_EQ(read_back.size(), 1u);
  EXPECT_EQ(read_back[0]["headers"]["Subject"], "Été");
  std::filesystem::remove_all(folder.path());
  EXPECT_EQ(hand(server, "jeanne@example.org").how, How::unreachable);
}
}  // namespace
}  // namespace halle::notify_email
