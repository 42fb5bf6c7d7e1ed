// Unsubscribing in one click (RFC 8058): from HTTP through gateway, module and frame to the
// database.
#include <gtest/gtest.h>

#include "halle/membership/v1/membership.halle.hpp"
#include "plugins/notify_email/domain/unsubscribe.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/talk.hpp"

namespace halle::notify_email {
namespace {
using test::Installation;
using Lines = std::vector<std::string>;

class OneClick : public ::testing::TestWithParam<std::string> {
 protected:
  OneClick() : installation_(GetParam()), coop_(installation_.create_organisation("coop")) {
    auto staff = installation_.as_operator(coop_);
    membership::v1::ImportMembersRequest members;
    members.mutable_sheet()->add_header("number");
    members.mutable_sheet()->add_header("name");
    auto* row = members.mutable_sheet()->add_rows();
    row->set_line(2);
    row->add_cells("7");
    row->add_cells("Jeanne");
    test::must(membership::v1::MembersClient(staff).import(members));
  }

  std::string path(const std::string& topic, const std::string& association = "coop") const {
    const Unsubscribing what{"7", topic};
    return "/a/" + association + "/courrier/" +
           unsubscribe_key(what, installation_.secret("notify_email", coop_, signed_text(what)));
  }

  /// The status of a post as mail programs make it: without cookie and Origin.
  std::string post(const std::string& path, const std::string& type, const std::string& body) {
    const auto& site = installation_.site();
    return test::talk(site, "POST " + path + " HTTP/1.1\r\nHost: " + site +
                                "\r\nConnection: close\r\nContent-Type: " + type +
                                "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                                body)
        .substr(9, 3);
  }

  Lines chosen() {
    return installation_.sql(
        "SELECT topic, choice FROM notify_email.preference WHERE member_number = '7' ORDER BY 1");
  }

  Installation installation_;
  Uuid coop_;
};

TEST_P(OneClick, EndsTheLettersOfATopicAndNoOthers) {
  const std::string one_click = "List-Unsubscribe=One-Click";
  const std::string form = "application/x-www-form-urlencoded";
  EXPECT_EQ(post(path("shifts.calls"), form, one_click), "200");
  EXPECT_EQ(chosen(), Lines{"shifts.calls|3"});
  EXPECT_EQ(post(path("shifts.calls"), form, one_click), "200") << "again";
  const std::string part =
      "--x\r\nContent-Disposition: form-data; "
      "name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
  EXPECT_EQ(post(path("orders.slips"), "multipart/form-data; boundary=x", part), "200");
  EXPECT_EQ(chosen(), (Lines{"orders.slips|3", "shifts.calls|3"}));
  auto forged = path("orders.cycles");
  forged.back() = forged.back() == '0' ? '1' : '0';
  EXPECT_EQ(post(forged, form, one_click), "404");
  EXPECT_EQ(post(path("orders.cycles", "other"), form, one_click), "404");
  EXPECT_EQ(chosen(), (Lines{"orders.slips|3", "shifts.calls|3"}));
}

TEST_P(OneClick, AskingForThePageChangesNothing) {
  const auto& site = installation_.site();
  const auto page = test::talk(
      site, "GET " + path("*") + " HTTP/1.1\r\nHost: " + site + "\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(page.substr(9, 3), "200");
  EXPECT_NE(page.find("method=\"post\""), std::string::npos);
  EXPECT_EQ(chosen(), Lines{});
}

INSTANTIATE_TEST_SUITE_P(Everywhere, OneClick, ::testing::Values("one_box", "five_services"));
}  // namespace
}  // namespace halle::notify_email
