// Messages of staff to a chosen set of members: who gets them, who must agree.
#include <gtest/gtest.h>

#include <map>

#include "core/sdk/time.hpp"
#include "core/testing/module_test.hpp"
#include "halle/kernel/v1/kernel.pb.h"
#include "halle/membership/v1/membership.pb.h"
#include "halle/notify_email/v1/notify_email.halle.hpp"
#include "halle/type/v1/answers.pb.h"

extern "C" std::int32_t halle_module_entry_notify_email(const halle_host*, halle_module*);

namespace halle::notify_email {
namespace {
using harness::must;
using Lines = std::vector<std::string>;
namespace kv = kernel::v1;
namespace mv = membership::v1;

class Messages : public harness::ModuleTest {
 protected:
  Messages() : ModuleTest(&halle_module_entry_notify_email) {}

  void SetUp() override {
    ModuleTest::SetUp();
    if (IsSkipped()) return;
    for (int number = 1; number <= 250; ++number)
      contacts_[std::to_string(number)] = "m" + std::to_string(number) + "@example.org";
    contacts_["249"] = "";
    answer<kv::ListNoticeKindsRequest, kv::ListNoticeKindsReply>(
        "/halle.kernel.v1.Notices/ListKinds", [](const auto&) {
          kv::ListNoticeKindsReply reply;
          auto* kind = reply.add_kinds();
          kind->set_id("notify_email.message");
          kind->set_topic("notify_email.messages");
          auto* text = kind->add_texts();
          text->set_language("fr");
          text->set_subject("{subject}");
          text->set_text("{text}");
          text->set_topic("Messages");
          return Result<kv::ListNoticeKindsReply>(std::move(reply));
        });
    answer<kv::ListAudiencesRequest, type::v1::Answers>(
        "/halle.kernel.v1.Notices/ListAudiences", [this](const kv::ListAudiencesRequest& request) {
          kv::ListAudiencesReply membership;
          auto* everybody = membership.add_audiences();
          everybody->set_id("membership.everybody");
          everybody->set_size(static_cast<int>(contacts_.size()));
          if (request.audience() == "membership.everybody")
            for (const auto& [number, email] : contacts_) everybody->add_subjects(number);
          type::v1::Answers answers;
          auto* one = answers.add_answers();
          one->set_module("membership");
          one->set_reply(membership.SerializeAsString());
          return Result<type::v1::Answers>(std::move(answers));
        });
    answer<mv::ListContactsRequest, mv::ListContactsReply>(
        "/halle.membership.v1.Members/ListContacts",
        [this](const mv::ListContactsRequest& request) {
          mv::ListContactsReply reply;
          for (const auto& number : request.numbers()) {
            const auto found = contacts_.find(number);
            if (found == contacts_.end()) continue;
            auto* contact = reply.add_contacts();
            contact->set_number(number);
            contact->set_email(found->second);
            contact->set_active(true);
          }
          return Result<mv::ListContactsReply>(std::move(reply));
        });
  }

  static v1::MessageContent content(const std::string& audience, const Lines& members = {}) {
    v1::MessageContent content;
    content.set_subject("Réunion");
    content.set_text("Samedi à dix heures.");
    if (!audience.empty()) content.add_audiences(audience);
    for (const auto& member : members) content.add_members(member);
    return content;
  }

  v1::Message send(const std::string& role, const v1::MessageContent& what) {
    auto caller = as(role);
    return must(v1::MessagesClient(caller).send(what));
  }

  /// The reason of a refusal; empty: approved.
  std::string approve(const std::string& role, const v1::Message& message) {
    auto caller = role == "operator" ? as_operator() : as(role);
    v1::MessageRequest request;
    request.set_message(message.id());
    const auto approved = v1::MessagesClient(caller).approve(request);
    return approved ? "" : approved.error().reason;
  }

  Lines due() const {
    return rows(
        "SELECT count(*) FROM notify_email.letter WHERE state = 1 AND next_at < 'infinity'");
  }

  std::map<std::string, std::string> contacts_;
};

TEST_F(Messages, ToAFewGoAtOnceToEachOnce) {
  EXPECT_EQ(send("coordinator", content("", {"1", "2", "2", "900", "249"})).recipients(), 2);
  EXPECT_EQ(rows("SELECT member_number FROM notify_email.letter ORDER BY 1"), (Lines{"1", "2"}));
  EXPECT_EQ(due(), Lines{"2"});
  auto coordinator = as("coordinator");
  EXPECT_EQ(v1::MessagesClient(coordinator).send(content("", {"900"})).error().reason,
            "notify_email.no_recipients");
  EXPECT_EQ(v1::MessagesClient(coordinator).send(content("orders.nobody")).error().reason,
            "notify_email.audience_unknown");
}

TEST_F(Messages, ToManyWaitForAnotherPerson) {
  const auto message = send("coordinator", content("membership.everybody"));
  EXPECT_EQ(message.state(), v1::MESSAGE_STATE_WAITING);
  EXPECT_EQ(message.recipients(), 249);
  EXPECT_EQ(due(), Lines{"0"});
  EXPECT_EQ(approve("coordinator", message), "notify_email.own_message");
  EXPECT_EQ(approve("operator", message), "notify_email.person_needed");
  EXPECT_EQ(due(), Lines{"0"});
  EXPECT_EQ(broken_invariants(), Lines{});
  EXPECT_EQ(approve("administrator", message), "");
  EXPECT_EQ(due(), Lines{"249"});
  EXPECT_EQ(approve("administrator", message), "notify_email.not_waiting");
  EXPECT_EQ(broken_invariants(), Lines{});
}

TEST_F(Messages, ApprovedLateAreOfUseForAWeekAllTheSame) {
  const auto message = send("coordinator", content("membership.everybody"));
  clock.advance(std::chrono::hours(7 * 24 - 1));
  EXPECT_EQ(approve("administrator", message), "");
  EXPECT_EQ(rows("SELECT DISTINCT until_at - '2026-03-07T09:00:00Z' FROM notify_email.letter"),
            Lines{"13 days 23:00:00"});
}

TEST_F(Messages, WithoutApprovalForAWeekAreWithdrawn) {
  const auto message = send("coordinator", content("membership.everybody"));
  clock.advance(std::chrono::hours(7 * 24));
  auto kernel = as_kernel();
  EXPECT_EQ(must(v1::DeliveryClient(kernel).clean({})).letters(), 249);
  EXPECT_EQ(approve("administrator", message), "notify_email.not_waiting");
  EXPECT_EQ(due(), Lines{"0"});
  EXPECT_EQ(broken_invariants(), Lines{});
}

TEST_F(Messages, ArePreviewedAsTheyWillBe) {
  auto administrator = as("administrator");
  v1::SetTemplateRequest own;
  own.set_kind("notify_email.message");
  own.set_language("fr");
  own.set_text("Chers voisins,\n\n{text}");
  must(v1::MailClient(administrator).set_template(own));
  auto braces = content("membership.everybody");
  braces.set_text("Prix {title}");
  const auto preview = must(v1::MessagesClient(administrator).preview(braces));
  EXPECT_EQ(preview.recipients(), 249);
  EXPECT_EQ(preview.without_address(), 1);
  EXPECT_TRUE(preview.needs_approval());
  EXPECT_NE(preview.letter().find("Chers voisins,\n\nPrix {title}"), std::string::npos)
      << preview.letter();
  EXPECT_EQ(rows("SELECT count(*) FROM notify_email.letter"), Lines{"0"});
}

TEST_F(Messages, DoNotReachThoseWhoWantNone) {
  auto member = as("member", "1");
  v1::SetPreferencesRequest never;
  auto* topic = never.add_topics();
  topic->set_topic("notify_email.messages");
  topic->set_choice(v1::CHOICE_NEVER);
  must(v1::PreferencesClient(member).set(never));
  EXPECT_EQ(send("coordinator", content("", {"1", "2"})).recipients(), 1);
}
}  // namespace
}  // namespace halle::notify_email
