// The queue of letters, against a real database and a real mail server: who gets what, when, once.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"
#include "core/testing/module_test.hpp"
#include "halle/kernel/v1/kernel.pb.h"
#include "halle/membership/v1/membership.pb.h"
#include "halle/notify_email/v1/notify_email.halle.hpp"
#include "halle/type/v1/answers.pb.h"
#include "tests/plugins/notify_email/mail_server.hpp"

extern "C" std::int32_t halle_module_entry_notify_email(const halle_host*, halle_module*);

namespace halle::notify_email {
namespace {
using harness::must;
using Lines = std::vector<std::string>;
namespace kv = kernel::v1;
namespace mv = membership::v1;

void add_text(kv::ComposedNotice& notice, const char* name, const std::string& text) {
  auto* value = notice.add_values();
  value->set_name(name);
  value->set_text(text);
}

class Letters : public harness::ModuleTest {
 protected:
  Letters() : ModuleTest(&halle_module_entry_notify_email) {}

  void SetUp() override {
    ModuleTest::SetUp();
    if (IsSkipped()) return;
    configure(server_.configuration());
    contacts_ = {{"7", "jeanne@example.org"}, {"8", "ali@example.org"}, {"9", ""}};
    answer<kv::ListNoticeKindsRequest, kv::ListNoticeKindsReply>(
        "/halle.kernel.v1.Notices/ListKinds",
        [this](const auto&) { return Result<kv::ListNoticeKindsReply>(kinds()); });
    answer<kv::ComposeNoticesRequest, type::v1::Answers>(
        "/halle.kernel.v1.Notices/Compose",
        [this](const kv::ComposeNoticesRequest& request) { return composed(request); });
    answer<mv::ListContactsRequest, mv::ListContactsReply>(
        "/halle.membership.v1.Members/ListContacts",
        [this](const mv::ListContactsRequest& request) { return listed(request); });
  }

  /// Kinds of a module `shop`: `news` (topic shop.news) and `alarm` (urgent), and our own.
  static kv::ListNoticeKindsReply kinds() {
    kv::ListNoticeKindsReply reply;
    const auto add = [&](const char* id, const char* topic, bool necessary, bool urgent,
                         const char* words = "{title}, {first_name}, {association}") {
      auto* kind = reply.add_kinds();
      kind->set_id(id);
      kind->set_topic(topic);
      kind->set_necessary(necessary);
      kind->set_urgent(urgent);
      for (const auto* language : {"fr", "en"}) {
        auto* text = kind->add_texts();
        text->set_language(language);
        text->set_subject(std::string(language) + " {title}");
        text->set_text(words);
        text->set_topic(std::string(topic) + " " + language);
        text->set_button("Voir");
      }
    };
    add("shop.news", "shop.news", false, false);
    add("shop.alarm", "shop.alarms", false, true);
    add("shop.access", "shop.access", true, true);
    add("notify_email.message", "notify_email.messages", false, false, "{text}");
    add("notify_email.daily", "notify_email.tests", true, false);
    for (const auto& [key, text] :
         {std::pair{"hello", "Bonjour {first_name},"}, std::pair{"hello_nobody", "Bonjour,"},
          std::pair{"language", "fr"}}) {
      auto* words = reply.add_words();
      words->set_key(std::string("notify_email.") + key);
      words->set_language("fr");
      words->set_text(text);
    }
    return reply;
  }

  Result<type::v1::Answers> composed(const kv::ComposeNoticesRequest& request) {
    if (composing_fails_) return Error{Code::unavailable, "halle.filler_failed"};
    type::v1::Answers answers;
    kv::ComposeNoticesReply shop;
    for (const auto& notice : request.notices()) {
      ++asked_;
      if (!notice.kind().starts_with("shop.")) continue;
      auto* out = shop.add_notices();
      out->set_index(notice.index());
      out->set_obsolete(obsolete_.contains(notice.about()));
      out->set_path("/boutique");
      add_text(*out, "title", notice.about());
      if (notice.subject().empty()) out->set_email(notice.about() + "@example.org");
    }
    auto* answer = answers.add_answers();
    answer->set_module("shop");
    answer->set_reply(shop.SerializeAsString());
    return answers;
  }

  Result<mv::ListContactsReply> listed(const mv::ListContactsRequest& request) const {
    mv::ListContactsReply reply;
    for (const auto& number : request.numbers()) {
      const auto found = contacts_.find(number);
      if (found == contacts_.end()) continue;
      auto* contact = reply.add_contacts();
      contact->set_number(number);
      contact->set_first_name("Prénom" + number);
      contact->set_name("Nom");
      contact->set_email(found->second);
      contact->set_active(!gone_.contains(number));
    }
    return reply;
  }

  /// A notice, of use for a week.
  void tell(const std::string& kind, const std::string& about, const Lines& subjects,
            std::chrono::minutes use = std::chrono::hours(168)) {
    kv::NoticeDue event;
    event.set_kind(kind);
    event.set_about(about);
    for (const auto& subject : subjects) event.add_subjects(subject);
    sdk::set_timestamp(*event.mutable_until(), clock.clock()() + use);
    must(deliver(event));
  }

  v1::DeliverReply deliver_letters() {
    auto kernel = as_kernel();
    return must(v1::DeliveryClient(kernel).deliver({}));
  }

  /// "state failure" of all letters, by member and what they are about.
  Lines states() {
    return rows(
        "SELECT member_number, about, state, failure FROM notify_email.letter "
        "ORDER BY length(member_number), member_number, about");
  }

  void choose(const std::string& member, const std::string& topic, v1::Choice choice,
              const std::string& language = "") {
    auto caller = as("member", member);
    v1::SetPreferencesRequest request;
    request.set_language(language);
    auto* out = request.add_topics();
    out->set_topic(topic);
    out->set_choice(choice);
    must(v1::PreferencesClient(caller).set(request));
  }

  void set_time(const std::string& instant) { clock.set(instant); }

  test::TestMailServer server_;
  std::map<std::string, std::string> contacts_;
  std::set<std::string> gone_;
  std::set<std::string> obsolete_;
  bool composing_fails_ = false;
  int asked_ = 0;
};

TEST_F(Letters, GoToThoseTheyAreForAndOnce) {
  tell("shop.news", "un", {"7", "8"});
  EXPECT_EQ(deliver_letters().sent(), 2);
  EXPECT_EQ(deliver_letters().sent(), 0);
  const auto letters = server_.letters();
  ASSERT_EQ(letters.size(), 2u);
  std::set<std::string> to;
  for (const auto& letter : letters) {
    to.insert(letter["headers"]["X-Recipient"].get<std::string>());
    EXPECT_EQ(letter["headers"]["Subject"], "fr un");
    EXPECT_EQ(letter["defects"], nlohmann::json::array());
    EXPECT_NE(letter["text"].get<std::string>().find(server_.site() + "/boutique"),
              std::string::npos);
  }
  EXPECT_EQ(to, (std::set<std::string>{"jeanne@example.org", "ali@example.org"}));
  EXPECT_EQ(states(), (Lines{"7|un|3|", "8|un|3|"}));
}

TEST_F(Letters, AreQueuedOnceForAnEvent) {
  tell("shop.news", "un", {"7", "7", "8"});
  EXPECT_EQ(rows("SELECT member_number FROM notify_email.letter ORDER BY 1"), (Lines{"7", "8"}));
}

TEST_F(Letters, AreOneWhileItWaits) {
  tell("shop.news", "un", {"7"}, std::chrono::minutes(30));
  tell("shop.news", "un", {"7", "8"}, std::chrono::hours(2));
  tell("shop.news", "deux", {"7"});
  clock.advance(std::chrono::hours(1));
  EXPECT_EQ(deliver_letters().sent(), 3) << "the first is of use as long as the second would be";
  tell("shop.news", "un", {"7"});
  EXPECT_EQ(deliver_letters().sent(), 1);
}

TEST_F(Letters, AreNotSentLate) {
  tell("shop.alarm", "un", {"7"}, std::chrono::minutes(10));
  clock.advance(std::chrono::minutes(11));
  EXPECT_EQ(deliver_letters().sent(), 0);
  EXPECT_EQ(states(), Lines{"7|un|5|notify_email.too_late"});
  // One that came late is not even queued.
  tell("shop.alarm", "deux", {"8"}, std::chrono::minutes(-1));
  EXPECT_EQ(states(), Lines{"7|un|5|notify_email.too_late"});
}

TEST_F(Letters, AreNotSentWhenTheyAreNoLongerTrue) {
  obsolete_ = {"deux"};
  gone_ = {"8"};
  tell("shop.alarm", "un", {"8"});
  tell("shop.alarm", "deux", {"7"});
  tell("shop.alarm", "trois", {"9"});
  tell("shop.alarm", "quatre", {"77"});
  EXPECT_EQ(deliver_letters().sent(), 0);
  EXPECT_EQ(states(),
            (Lines{"7|deux|5|notify_email.obsolete", "8|un|5|notify_email.no_member",
                   "9|trois|5|notify_email.no_address", "77|quatre|5|notify_email.no_member"}));
}

TEST_F(Letters, GoToOneWhomTheModuleNames) {
  tell("shop.access", "fermier", {});
  EXPECT_EQ(deliver_letters().sent(), 1);
  const auto letters = server_.letters();
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(letters[0]["headers"]["X-Recipient"], "fermier@example.org");
  EXPECT_FALSE(letters[0]["headers"].contains("List-Unsubscribe"));
}

TEST_F(Letters, AreAsTheReaderChose) {
  choose("7", "shop.news", v1::CHOICE_NEVER);
  choose("8", "shop.news", v1::CHOICE_AT_ONCE, "en");
  tell("shop.news", "un", {"7", "8"});
  tell("shop.alarm", "deux", {"7"});
  EXPECT_EQ(deliver_letters().sent(), 2);
  std::set<std::string> subjects;
  for (const auto& letter : server_.letters())
    subjects.insert(letter["headers"]["Subject"].get<std::string>());
  EXPECT_EQ(subjects, (std::set<std::string>{"en un", "fr deux"}));
  EXPECT_EQ(states(), (Lines{"7|deux|3|", "7|un|5|notify_email.unwanted", "8|un|3|"}));
}

TEST_F(Letters, OfADayAreOneLetter) {
  choose("7", "shop.news", v1::CHOICE_DAILY);
  set_time("2026-03-07T09:00:00.000000Z");  // 10:00 in Paris; the daily letter is at 7:00
  tell("shop.news", "un", {"7"});
  tell("shop.news", "deux", {"7"});
  tell("shop.news", "trois", {"8"});
  EXPECT_EQ(deliver_letters().sent(), 1);
  set_time("2026-03-08T05:59:00.000000Z");
  EXPECT_EQ(deliver_letters().sent(), 0);
  set_time("2026-03-08T06:00:00.000000Z");
  EXPECT_EQ(deliver_letters().sent(), 1);
  const auto letters = server_.letters();
  ASSERT_EQ(letters.size(), 2u);
  const auto text = letters[1]["text"].get<std::string>();
  EXPECT_NE(text.find("fr un"), std::string::npos);
  EXPECT_NE(text.find("fr deux"), std::string::npos);
  EXPECT_EQ(states(), (Lines{"7|deux|3|", "7|un|3|", "8|trois|3|"}));
}

TEST_F(Letters, WaitForTheMorningUnlessTheyAreUrgentOrWouldBeTooLate) {
  set_time("2026-03-07T22:00:00.000000Z");  // 23:00 in Paris; quiet from 21:00 to 7:00
  tell("shop.news", "demain", {"7"});
  tell("shop.news", "cette nuit", {"7"}, std::chrono::hours(3));
  tell("shop.alarm", "urgent", {"7"});
  EXPECT_EQ(deliver_letters().sent(), 2);
  set_time("2026-03-08T05:59:00.000000Z");
  EXPECT_EQ(deliver_letters().sent(), 0);
  set_time("2026-03-08T06:00:00.000000Z");
  EXPECT_EQ(deliver_letters().sent(), 1);
}

TEST_F(Letters, OfNightsWaitAlsoForThoseWhoAreNoMembers) {
  set_time("2026-03-07T22:00:00.000000Z");
  tell("shop.news", "maraicher", {});
  EXPECT_EQ(deliver_letters().sent(), 0);
  set_time("2026-03-08T06:00:00.000000Z");
  EXPECT_EQ(deliver_letters().sent(), 1);
}

TEST_F(Letters, AnAddressThatRefusesThreeTimesIsLeftAlone) {
  contacts_["7"] = "refused@example.org";
  for (const auto* about : {"a", "b", "c", "d"}) {
    tell("shop.alarm", about, {"7"});
    deliver_letters();
  }
  EXPECT_EQ(states()[0], "7|a|4|550 5.1.1 no such person here");
  EXPECT_EQ(states()[3], "7|d|4|notify_email.blocked");
  auto member = as("member", "7");
  EXPECT_TRUE(must(v1::PreferencesClient(member).get({})).blocked());
  // Another address is another matter.
  contacts_["7"] = "jeanne@example.org";
  tell("shop.alarm", "e", {"7"});
  EXPECT_EQ(deliver_letters().sent(), 1);
  EXPECT_FALSE(must(v1::PreferencesClient(member).get({})).blocked());
  // An administrator tries again what is still of use.
  auto administrator = as("administrator");
  EXPECT_EQ(must(v1::MailClient(administrator).retry({})).queued(), 4);
  EXPECT_EQ(deliver_letters().sent(), 4);
}

TEST_F(Letters, OneRefusalOfADailyLetterIsOne) {
  contacts_["7"] = "refused@example.org";
  choose("7", "shop.news", v1::CHOICE_DAILY);
  for (const auto* about : {"a", "b", "c"}) tell("shop.news", about, {"7"});
  deliver_letters();
  set_time("2026-03-08T06:00:00.000000Z");
  EXPECT_EQ(deliver_letters().failed(), 1);
  EXPECT_EQ(rows("SELECT refusals FROM notify_email.refusal"), Lines{"1"});
}

TEST_F(Letters, ARuleOfTheServerBlocksNoAddress) {
  contacts_["7"] = "relay@example.org";
  for (const auto* about : {"a", "b", "c", "d"}) tell("shop.alarm", about, {"7"});
  EXPECT_EQ(deliver_letters().failed(), 4);
  EXPECT_EQ(rows("SELECT DISTINCT state, attempts FROM notify_email.letter"), Lines{"1|1"});
  EXPECT_EQ(rows("SELECT count(*) FROM notify_email.refusal"), Lines{"0"});
  auto administrator = as("administrator");
  EXPECT_EQ(must(v1::MailClient(administrator).get_state({})).failure(),
            "554 5.7.1 relay access denied");
}

TEST_F(Letters, AreNotDoubledEachMinuteByAServerThatDoesNotAnswer) {
  contacts_["7"] = "hangup@example.org";
  tell("shop.alarm", "un", {"7"});
  int attempts = 0;
  for (int minute = 0; minute < 60; ++minute) {
    attempts += deliver_letters().failed();
    clock.advance(std::chrono::minutes(1));
  }
  EXPECT_EQ(attempts, 4) << "after 0, 1, 6 and 26 minutes";
  auto administrator = as("administrator");
  EXPECT_NE(must(v1::MailClient(administrator).get_state({})).failure(), "");
}

TEST_F(Letters, OnlyTheAddressesOfWhatIsTriedAgainAreUnblocked) {
  contacts_["7"] = "refused7@example.org";
  contacts_["8"] = "refused8@example.org";
  for (const auto* about : {"a", "b", "c"}) tell("shop.alarm", about, {"7", "8"});
  deliver_letters();
  EXPECT_EQ(rows("SELECT count(*) FROM notify_email.refusal WHERE refusals = 3"), Lines{"2"});
  v1::RetryRequest request;
  request.add_letters(
      rows("SELECT id FROM notify_email.letter WHERE member_number = '7' LIMIT 1").at(0));
  auto administrator = as("administrator");
  EXPECT_EQ(must(v1::MailClient(administrator).retry(request)).queued(), 1);
  EXPECT_EQ(rows("SELECT count(*) FROM notify_email.refusal"), Lines{"1"});
}

TEST_F(Letters, AreTriedAgainWithLongerPausesAndThenDead) {
  contacts_["7"] = "later@example.org";
  tell("shop.alarm", "un", {"7"});
  int attempts = 0;
  for (int minute = 0; minute < 7 * 24 * 60 && states()[0].starts_with("7|un|1"); ++minute) {
    attempts += deliver_letters().failed();
    clock.advance(std::chrono::minutes(30));
    minute += 29;
  }
  EXPECT_EQ(states(), Lines{"7|un|4|451 4.2.2 the box is full"});
  EXPECT_EQ(attempts, 8);
}

TEST_F(Letters, WaitWhileTheServerDoesNotAnswer) {
  const auto configuration = server_.configuration();
  configure("server = smtp://127.0.0.1:1\nfrom = halle@example.org\nsite = https://c\n");
  tell("shop.alarm", "un", {"7"});
  tell("shop.alarm", "deux", {"8"});
  EXPECT_EQ(deliver_letters().sent(), 0);
  auto administrator = as("administrator");
  EXPECT_NE(must(v1::MailClient(administrator).get_state({})).failure(), "");
  EXPECT_EQ(rows("SELECT DISTINCT state, attempts FROM notify_email.letter"), Lines{"1|0"});
  configure(configuration);
  clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(deliver_letters().sent(), 2);
  EXPECT_EQ(must(v1::MailClient(administrator).get_state({})).failure(), "");
}

TEST_F(Letters, NothingIsTriedWithoutAServer) {
  configure("");
  tell("shop.alarm", "un", {"7"});
  EXPECT_EQ(deliver_letters().sent(), 0);
  EXPECT_EQ(asked_, 0);
  auto administrator = as("administrator");
  const auto state = must(v1::MailClient(administrator).get_state({}));
  EXPECT_EQ(state.server(), "");
  EXPECT_EQ(state.waiting(), 1);
}

TEST_F(Letters, AClaimThatNobodyReportsEndsByTheClock) {
  tell("shop.alarm", "un", {"7"});
  auto kernel = as_kernel();
  v1::ClaimRequest claim;
  claim.set_limit(10);
  EXPECT_EQ(must(v1::DeliveryClient(kernel).claim(claim)).letters_size(), 1);
  EXPECT_EQ(must(v1::DeliveryClient(kernel).claim(claim)).letters_size(), 0);
  clock.advance(std::chrono::minutes(2));
  EXPECT_EQ(must(v1::DeliveryClient(kernel).claim(claim)).letters_size(), 1);
}

TEST_F(Letters, AreClaimedByOneOfManyRunners) {
  Lines members;
  for (int number = 100; number < 400; ++number) members.push_back(std::to_string(number));
  tell("shop.news", "un", members);
  tell("shop.alarm", "deux", members);
  std::mutex mutex;
  std::map<std::string, int> claimed;
  std::vector<std::thread> runners;
  for (int runner = 0; runner < 8; ++runner)
    runners.emplace_back([&] {
      auto kernel = as_kernel();
      v1::ClaimRequest claim;
      claim.set_limit(25);
      claim.add_urgent_kinds("shop.alarm");
      for (;;) {
        const auto reply = v1::DeliveryClient(kernel).claim(claim);
        if (!reply || reply.value().letters().empty()) return;
        const std::lock_guard lock(mutex);
        for (const auto& letter : reply.value().letters()) ++claimed[letter.id()];
      }
    });
  for (auto& runner : runners) runner.join();
  EXPECT_EQ(claimed.size(), 600u);
  for (const auto& [id, times] : claimed) EXPECT_EQ(times, 1) << id;
}

TEST_F(Letters, ARunnerThatIsLatePutsThemOffAsItWasTold) {
  set_time("2026-03-08T05:59:59.000000Z");  // 6:59:59 in Paris, quiet until 7:00
  tell("shop.news", "un", {"7"});
  auto kernel = as_kernel();
  v1::ClaimRequest claim;
  claim.set_limit(1);
  const auto claimed = must(v1::DeliveryClient(kernel).claim(claim));
  ASSERT_TRUE(claimed.quiet());
  set_time("2026-03-08T06:00:01.000000Z");
  v1::ReportRequest report;
  auto& put_off = *report.add_reports();
  put_off.set_id(claimed.letters(0).id());
  put_off.set_outcome(v1::OUTCOME_QUIET);
  *put_off.mutable_next_at() = claimed.quiet_ends();
  must(v1::DeliveryClient(kernel).report(report));
  EXPECT_EQ(deliver_letters().sent(), 1) << "this morning, not tomorrow's";
}

TEST_F(Letters, ARestoredDumpSendsNoneAgain) {
  tell("shop.alarm", "un", {"7"});
  (void)rows("SELECT notify_email.halle_restored()");
  EXPECT_EQ(deliver_letters().sent(), 0);
  EXPECT_EQ(states(), Lines{"7|un|4|notify_email.restored"});
}

TEST_F(Letters, AreNotLostWhenAModuleCannotCompose) {
  composing_fails_ = true;
  tell("shop.alarm", "un", {"7"});
  auto kernel = as_kernel();
  (void)v1::DeliveryClient(kernel).deliver({});
  composing_fails_ = false;
  clock.advance(std::chrono::minutes(3));
  EXPECT_EQ(deliver_letters().sent(), 1);
}

TEST_F(Letters, KeepToTheLimitOfAnHour) {
  auto administrator = as("administrator");
  v1::SetMailSettingsRequest request;
  request.mutable_settings()->set_daily_at("07:00");
  request.mutable_settings()->set_per_hour(3);
  must(v1::MailClient(administrator).set_settings(request));
  for (const auto* about : {"a", "b", "c", "d", "e"}) tell("shop.news", about, {"7"});
  EXPECT_EQ(deliver_letters().sent(), 3);
  EXPECT_EQ(deliver_letters().sent(), 0);
  // What is urgent does not wait, nor behind the others.
  tell("shop.alarm", "urgent", {"8"});
  EXPECT_EQ(deliver_letters().sent(), 1);
  clock.advance(std::chrono::minutes(61));
  EXPECT_EQ(deliver_letters().sent(), 2);
}

TEST_F(Letters, EndInOneClick) {
  tell("shop.news", "un", {"7"});
  deliver_letters();
  const auto header = server_.letters()[0]["headers"]["List-Unsubscribe"].get<std::string>();
  const auto key = header.substr(header.rfind('/') + 1, header.size() - header.rfind('/') - 2);
  auto nobody = as_nobody();
  type::v1::FormRequest form;
  form.mutable_document()->set_organisation("here");
  form.mutable_document()->set_key(key);
  EXPECT_TRUE(v1::PreferencesClient(nobody).unsubscribe(form));
  tell("shop.news", "deux", {"7"});
  EXPECT_EQ(deliver_letters().sent(), 0);
  // Another key does nothing: of another member, or in another association.
  auto other = form;
  other.mutable_document()->set_key("38" + key.substr(2));
  EXPECT_EQ(v1::PreferencesClient(nobody).unsubscribe(other).error().reason,
            "notify_email.link_unknown");
  auto elsewhere_nobody = as_nobody(elsewhere());
  EXPECT_EQ(v1::PreferencesClient(elsewhere_nobody).unsubscribe(form).error().reason,
            "notify_email.link_unknown");
  // The link of a member who has left changes nothing any more.
  kv::SubjectForgotten left;
  left.set_subject("7");
  must(deliver(left));
  contacts_.erase("7");
  EXPECT_TRUE(v1::PreferencesClient(nobody).unsubscribe(form));
  EXPECT_EQ(rows("SELECT count(*) FROM notify_email.preference"), Lines{"0"});
}

TEST_F(Letters, OwnTextsTakeThePlaceOfTheModules) {
  auto administrator = as("administrator");
  v1::SetTemplateRequest request;
  request.set_kind("shop.news");
  request.set_language("fr");
  request.set_subject("Chez nous : {title}");
  request.set_text("À {first_name}, de {association} : {title}");
  must(v1::MailClient(administrator).set_template(request));
  tell("shop.news", "un", {"7"});
  deliver_letters();
  EXPECT_EQ(server_.letters()[0]["headers"]["Subject"], "Chez nous : un");
  request.set_text("{tilte}");
  EXPECT_EQ(v1::MailClient(administrator).set_template(request).error().fields.at(0).value,
            "{tilte}");
  request.set_subject("");
  request.set_text("");
  must(v1::MailClient(administrator).set_template(request));
  tell("shop.news", "deux", {"7"});
  deliver_letters();
  EXPECT_EQ(server_.letters()[1]["headers"]["Subject"], "fr deux");
  // What the letter is there for stays in it.
  request.set_kind("notify_email.message");
  request.set_text("Bonjour");
  EXPECT_EQ(v1::MailClient(administrator).set_template(request).error().reason,
            "notify_email.value_needed");
  request.set_text("Bonjour,\n\n{text}");
  EXPECT_TRUE(v1::MailClient(administrator).set_template(request));
}

TEST_F(Letters, AreForgottenWithThePerson) {
  choose("7", "shop.news", v1::CHOICE_DAILY, "en");
  tell("shop.news", "un", {"7", "8"});
  kv::SubjectForgotten event;
  event.set_subject("7");
  must(deliver(event));
  for (const auto* table : {"letter", "reader", "preference"})
    EXPECT_EQ(rows(std::string("SELECT count(*) FROM notify_email.") + table +
                   " WHERE member_number = '7'"),
              Lines{"0"});
  EXPECT_EQ(rows("SELECT count(*) FROM notify_email.letter"), Lines{"1"});
}

TEST_F(Letters, AreDeletedAfterNinetyDays) {
  tell("shop.alarm", "un", {"7"});
  deliver_letters();
  clock.advance(std::chrono::hours(24 * 91));
  auto kernel = as_kernel();
  EXPECT_EQ(must(v1::DeliveryClient(kernel).clean({})).letters(), 1);
  EXPECT_EQ(states(), Lines{});
}
}  // namespace
}  // namespace halle::notify_email
