// Notices about orders: who is told what, what a letter says, and when it is of no use any more.
#include "tests/services/notices.hpp"

#include <map>

#include "halle/catalogue/v1/catalogue.pb.h"
#include "halle/orders/v1/orders.halle.hpp"

extern "C" std::int32_t halle_module_entry_orders(const halle_host*, halle_module*);

namespace halle::test {
namespace {
namespace ov = orders::v1;
namespace cv = catalogue::v1;
using harness::must;
using Lines = std::vector<std::string>;

const std::string opened = "orders.cycle_opened";
const std::string unconfirmed = "orders.unconfirmed";
const std::string slip = "orders.slip";
const std::string delivery = "orders.delivery";

class OrderNotices : public harness::ModuleTest {
 protected:
  OrderNotices() : ModuleTest(&halle_module_entry_orders) {}

  void SetUp() override {
    ModuleTest::SetUp();
    if (IsSkipped()) return;
    for (int n = 1; n <= 4; ++n) add_member(std::to_string(n));
    answer<kv::ListFillersRequest, kv::ListFillersReply>(
        "/halle.kernel.v1.Sockets/ListFillers",
        [](const kv::ListFillersRequest&) { return kv::ListFillersReply{}; });
    answer<cv::ListForOffersRequest, cv::ListForOffersReply>(
        "/halle.catalogue.v1.Products/ListForOffers",
        [](const cv::ListForOffersRequest&) { return products(); });
    answer<cv::ListProducerContactsRequest, cv::ListProducerContactsReply>(
        "/halle.catalogue.v1.Producers/ListContacts",
        [this](const cv::ListProducerContactsRequest&) -> Result<cv::ListProducerContactsReply> {
          ++catalogue_asked;
          if (catalogue_fails) return Error{Code::unavailable, "halle.unreachable"};
          cv::ListProducerContactsReply reply;
          for (const auto& [name, email] : emails) {
            auto& contact = *reply.add_contacts();
            contact.set_name(name);
            contact.set_email(email);
          }
          return reply;
        });
  }
  void TearDown() override {
    if (IsSkipped()) return;
    EXPECT_EQ(broken_invariants(), Lines{});
  }

  /// Carrots of the garden by the kilogram, lentils of the mill in cases of three, honey of the
  /// hive from stock, and bread without orders.
  static cv::ListForOffersReply products() {
    cv::ListForOffersReply reply;
    const auto add = [&](const char* code, const char* name, const char* producer, cv::Unit unit,
                         std::int64_t cents, std::int64_t case_size) -> cv::Product& {
      auto& product = *reply.add_products();
      product.set_id(derive_uuid(here(), code).text());
      product.set_code(code);
      product.set_version(1);
      product.set_name(name);
      product.set_producer(producer);
      product.set_unit(unit);
      product.set_price_cents(cents);
      product.set_case_size(case_size);
      return product;
    };
    add("CAROTTE", "Carotte", "Potager", cv::UNIT_KILOGRAM, 260, 0);
    add("LENTILLE", "Lentilles", "Moulin", cv::UNIT_PIECE, 300, 3000);
    add("MIEL", "Miel", "Rucher", cv::UNIT_PIECE, 800, 0).set_available(5000);
    add("PAIN", "Pain", "Fournil", cv::UNIT_PIECE, 350, 0);
    return reply;
  }
  void add_member(const std::string& number) {
    rows("INSERT INTO orders.member (org_id, number, member_id, standing) VALUES ('" +
         here().text() + "', '" + number + "', '" + derive_uuid(here(), number).text() + "', 1)");
  }
  void set_standing(const std::string& number, int standing) {
    rows("UPDATE orders.member SET standing = " + std::to_string(standing) + " WHERE number = '" +
         number + "'");
  }

  /// Closes on Friday, the 13th of March, at eight in the evening; pick-up the day after.
  std::string open() {
    ov::OpenCycleRequest request;
    request.set_name("Semaine 11");
    request.set_closes("2026-03-13T20:00");
    request.set_pickup("2026-03-14");
    auto staff = as("coordinator");
    return must(ov::CyclesClient(staff).open(request)).id();
  }
  void order(const std::string& cycle, const std::string& member,
             const std::map<std::string, std::int64_t>& lines, bool confirmed) {
    ov::SetLinesRequest request;
    request.set_cycle(cycle);
    request.set_member(member);
    for (const auto& [code, quantity] : lines) {
      auto& line = *request.add_lines();
      line.set_product(code);
      line.set_quantity(quantity);
    }
    auto own = as("member", member);
    ov::OrdersClient client(own);
    must(client.set_lines(request));
    if (confirmed) confirm(cycle, member);
  }
  void confirm(const std::string& cycle, const std::string& member) {
    ov::ConfirmOrderRequest request;
    request.set_cycle(cycle);
    request.set_member(member);
    auto own = as("member", member);
    must(ov::OrdersClient(own).confirm(request));
  }
  void close(const std::string& cycle) {
    ov::CloseCycleRequest request;
    request.set_cycle(cycle);
    auto staff = as("coordinator");
    must(ov::CyclesClient(staff).close(request));
  }
  int remind() {
    auto kernel = as_kernel();
    return must(ov::CyclesClient(kernel).remind({})).orders();
  }
  /// A closed cycle: carrots and lentils of 1, honey of 2, lentils of 3 that fill no case.
  std::string closed() {
    const auto cycle = open();
    order(cycle, "1", {{"CAROTTE", 1350}, {"LENTILLE", 4000}}, true);
    order(cycle, "2", {{"MIEL", 2000}}, true);
    order(cycle, "4", {{"CAROTTE", 1000}}, false);
    close(cycle);
    return cycle;
  }

  /// What was emitted since the last time.
  Lines told() {
    const auto all = emitted<kv::NoticeDue>();
    Lines lines;
    for (; seen_ < all.size(); ++seen_) lines.push_back(line_of(all[seen_]));
    return lines;
  }
  std::vector<kv::ComposedNotice> composed(const std::vector<kv::NoticeToCompose>& notices,
                                           Uuid organisation = here()) {
    return compose<ov::NoticesClient>(as_kernel(organisation), notices);
  }
  /// Whether the notice to each of these members is obsolete.
  std::string to(const std::string& kind, const std::string& about, const Lines& members) {
    std::vector<kv::NoticeToCompose> notices;
    for (const auto& member : members) notices.push_back(notice(kind, about, member));
    return obsolete(composed(notices));
  }
  static Lines lines_of(const kv::ComposedNotice& letter, const char* quantity) {
    Lines lines;
    for (const auto& row : letter.rows())
      lines.push_back(value_of(row.values(), quantity) + " " + value_of(row.values(), "product") +
                      " " + value_of(row.values(), "cents"));
    return lines;
  }

  /// The notice of the producer's delivery.
  kv::NoticeDue of_producer(const std::string& producer) {
    const auto id = rows("SELECT id FROM orders.delivery WHERE producer = '" + producer + "'");
    for (const auto& due : emitted<kv::NoticeDue>())
      if (due.kind() == delivery && Lines{due.about()} == id) return due;
    ADD_FAILURE() << "no notice for " << producer;
    return {};
  }
  /// Letters can be sent from now on.
  void letters_go() {
    answer<kv::CanDeliverRequest, type::v1::Answers>(
        "/halle.kernel.v1.Notices/CanDeliver",
        [](const kv::CanDeliverRequest&) { return carried(); });
  }
  /// The producers of the cycle with a link, in order.
  std::string linked(const std::string& cycle) {
    ov::ListDeliveriesRequest request;
    request.set_cycle(cycle);
    auto staff = as("coordinator");
    Lines names;
    const auto all = must(ov::DeliveriesClient(staff).list(request));
    for (const auto& one : all.deliveries())
      if (one.has_issued_at()) names.push_back(one.producer());
    return joined(names);
  }

  std::map<std::string, std::string> emails;  // of producers
  bool catalogue_fails = false;
  int catalogue_asked = 0;  // for e-mails

 private:
  std::size_t seen_ = 0;
};

TEST_F(OrderNotices, ACycleThatOpensIsToldToAllActiveMembers) {
  set_standing("3", 2);
  const auto cycle = open();
  EXPECT_EQ(told(), Lines{opened + " " + cycle + ": 1 2 4, until 2026-03-13T19:00:00"});
  const auto letter = composed({notice(opened, cycle, "1")}).at(0);
  EXPECT_EQ(value_of(letter.values(), "cycle"), "Semaine 11");
  EXPECT_EQ(value_of(letter.values(), "deadline"), "2026-03-13T19:00:00");
  EXPECT_EQ(value_of(letter.values(), "pickup"), "2026-03-14");
  EXPECT_EQ(letter.path(), "/commande");
  order(cycle, "2", {{"CAROTTE", 1000}}, false);
  set_standing("4", 3);
  EXPECT_EQ(to(opened, cycle, {"1", "2", "3", "4", "9"}), "+----")
      << "2 has ordered, 3 is suspended, 4 has left, 9 does not exist";
  clock.set("2026-03-13T19:00:00Z");
  EXPECT_EQ(to(opened, cycle, {"1"}), "-") << "the time to order is over";
}

TEST_F(OrderNotices, FiveHundredMembersAreOneEvent) {
  rows("INSERT INTO orders.member (org_id, number, member_id, standing) SELECT '" + here().text() +
       "', n::text, gen_random_uuid(), 1 FROM generate_series(1000, 1996) n");
  open();
  const auto all = emitted<kv::NoticeDue>();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].subjects_size(), 500);
  EXPECT_EQ(all[1].subjects_size(), 500);
  EXPECT_EQ(all[2].subjects_size(), 1);
}

TEST_F(OrderNotices, AnOrderThatIsNotConfirmedIsToldOnce) {
  const auto cycle = open();
  order(cycle, "1", {{"CAROTTE", 1000}}, false);
  order(cycle, "2", {{"CAROTTE", 1000}}, true);
  order(cycle, "3", {{"CAROTTE", 1000}}, false);
  order(cycle, "4", {{"CAROTTE", 1000}}, false);
  order(cycle, "4", {{"CAROTTE", 0}}, false);
  told();
  clock.set("2026-03-12T18:59:59Z");
  EXPECT_EQ(remind(), 0) << "more than a day is left";
  clock.set("2026-03-12T19:00:00Z");
  order(cycle, "3", {{"CAROTTE", 2000}}, false);
  EXPECT_EQ(remind(), 1) << "3 is choosing";
  EXPECT_EQ(told(), Lines{unconfirmed + " " + cycle + ": 1, until 2026-03-13T19:00:00"});
  clock.set("2026-03-12T19:30:00Z");
  EXPECT_EQ(remind(), 1);
  EXPECT_EQ(told(), Lines{unconfirmed + " " + cycle + ": 3, until 2026-03-13T19:00:00"});
  EXPECT_EQ(remind(), 0) << "once for each order";
  order(cycle, "1", {{"LENTILLE", 1000}}, false);
  clock.set("2026-03-13T18:59:00Z");
  EXPECT_EQ(remind(), 0) << "once for each order, also if it changes";
  EXPECT_EQ(told(), Lines{});

  EXPECT_EQ(to(unconfirmed, cycle, {"1", "2", "3", "4"}), "+-+-");
  const auto letter = composed({notice(unconfirmed, cycle, "1")}).at(0);
  EXPECT_EQ(value_of(letter.values(), "deadline"), "2026-03-13T19:00:00");
  EXPECT_EQ(letter.path(), "/commande");
  confirm(cycle, "1");
  EXPECT_EQ(to(unconfirmed, cycle, {"1", "3"}), "-+");
  close(cycle);
  EXPECT_EQ(to(unconfirmed, cycle, {"1", "3"}), "--");
}

TEST_F(OrderNotices, AnOrderOfTheLastMinutesIsToldInTime) {
  const auto cycle = open();
  told();
  clock.set("2026-03-13T18:31:00Z");
  order(cycle, "1", {{"CAROTTE", 1000}}, false);
  EXPECT_EQ(remind(), 1);
  set_standing("2", 1);
  clock.set("2026-03-13T18:32:00Z");
  order(cycle, "2", {{"CAROTTE", 1000}}, false);
  set_standing("2", 2);
  EXPECT_EQ(remind(), 0) << "a suspended member cannot confirm it";
  clock.set("2026-03-13T19:00:00Z");
  set_standing("2", 1);
  EXPECT_EQ(remind(), 0) << "too late";
}

TEST_F(OrderNotices, ASlipSaysWhatAMemberGets) {
  const auto cycle = closed();
  told();
  const auto due = emitted<kv::NoticeDue>();
  ASSERT_GE(due.size(), 3u);
  EXPECT_EQ(line_of(due[due.size() - 3]), slip + " " + cycle + ": 1 2, until 2026-03-21T23:00:00")
      << "the end of the 21st in Paris";
  const auto letters = composed({notice(slip, cycle, "2"), notice(slip, cycle, "1"),
                                 notice(slip, cycle, "4"), notice(slip, cycle, "3")});
  EXPECT_EQ(obsolete(letters), "++--");
  const auto& first = letters[1];
  EXPECT_EQ(value_of(first.values(), "total"), "1251");
  EXPECT_EQ(value_of(first.values(), "pickup"), "2026-03-14");
  EXPECT_EQ(first.path(), "/mes-commandes");
  EXPECT_EQ(lines_of(first, "quantity"), (Lines{"1,35\u00a0kg Carotte 351", "3 Lentilles 900"}))
      << "one case of three is filled";
  EXPECT_EQ(lines_of(first, "quantity_en"), (Lines{"1.35\u00a0kg Carotte 351", "3 Lentilles 900"}));
  EXPECT_EQ(lines_of(letters[0], "quantity"), Lines{"2 Miel 1600"});
  close(cycle);
  EXPECT_EQ(told(), Lines{}) << "closed before";
  EXPECT_EQ(obsolete(composed({notice(slip, cycle, "1")}, elsewhere())), "-");
}

TEST_F(OrderNotices, AProducerWithAnEmailGetsTheOrderAndItsLink) {
  emails = {{"Potager", "potager@example.org"},
            {"Rucher", "rucher@example.org"},
            {"Fournil", "fournil@example.org"}};
  closed();
  const auto due = of_producer("Potager");
  EXPECT_EQ(due.subjects_size(), 0);
  EXPECT_EQ(format_instant(sdk::instant_of(due.until())).substr(0, 19), "2026-03-14T09:00:00");
  EXPECT_EQ(rows("SELECT producer FROM orders.delivery ORDER BY 1"), (Lines{"Moulin", "Potager"}))
      << "honey is in stock, nobody ordered bread";
  EXPECT_EQ(obsolete(composed({notice(delivery, of_producer("Moulin").about())})), "-")
      << "the mill has no e-mail";

  const auto letter = composed({notice(delivery, due.about())}).at(0);
  EXPECT_FALSE(letter.obsolete());
  EXPECT_EQ(letter.email(), "potager@example.org");
  EXPECT_EQ(letter.name(), "Potager");
  EXPECT_EQ(value_of(letter.values(), "pickup"), "2026-03-14");
  EXPECT_EQ(value_of(letter.values(), "deadline"), "2026-03-14T09:00:00");
  EXPECT_EQ(lines_of(letter, "quantity"), Lines{"1,35\u00a0kg Carotte none"}) << "no prices";
  const std::string before = "/livraison#" + here().text() + ".";
  ASSERT_TRUE(letter.path().starts_with(before)) << letter.path();
  ov::GetDeliverySheetRequest sheet;
  sheet.set_token(letter.path().substr(before.size()));
  auto nobody = as_nobody();
  EXPECT_EQ(must(ov::DeliveriesClient(nobody).get_sheet(sheet)).producer(), "Potager");
  EXPECT_EQ(rows("SELECT count(*) FROM orders.delivery WHERE token_hash = sha256('" +
                 sheet.token() + "')"),
            Lines{"1"})
      << "only the hash is stored";

  EXPECT_EQ(obsolete(composed({notice(delivery, due.about(), "1")})), "-") << "not to a member";
  EXPECT_EQ(obsolete(composed({notice(delivery, due.about())}, elsewhere())), "-");
  emails.erase("Potager");
  EXPECT_EQ(obsolete(composed({notice(delivery, due.about())})), "-") << "no e-mail any more";
}

TEST_F(OrderNotices, ALetterNeverHoldsALinkThatDoesNotWork) {
  emails = {{"Potager", "potager@example.org"}, {"Moulin", "moulin@example.org"}};
  const auto cycle = closed();
  std::vector<kv::NoticeToCompose> notices;
  for (const auto& due : emitted<kv::NoticeDue>())
    if (due.kind() == delivery) notices.push_back(notice(delivery, due.about()));
  ASSERT_EQ(notices.size(), 2u);
  const auto letters = composed(notices);
  EXPECT_EQ(obsolete(letters), "++");
  std::map<std::string, Lines> sheets;
  for (const auto& letter : letters) sheets[letter.name()] = lines_of(letter, "quantity");
  EXPECT_EQ(sheets, (std::map<std::string, Lines>{{"Moulin", {"3 (1 × 3) Lentilles none"}},
                                                  {"Potager", {"1,35\u00a0kg Carotte none"}}}));
  // A coordinator makes another link, which takes the place of the one in the letter.
  const bool mill_first = letters[0].name() == "Moulin";
  ov::IssueDeliveryLinkRequest again;
  again.set_cycle(cycle);
  again.set_producer("Moulin");
  auto staff = as("coordinator");
  must(ov::DeliveriesClient(staff).issue_link(again));
  EXPECT_EQ(obsolete(composed(notices)), mill_first ? "-+" : "+-");
  clock.set("2026-03-14T09:00:00Z");
  EXPECT_EQ(obsolete(composed(notices)), "--") << "they have expired";
}

TEST_F(OrderNotices, ACycleClosesWithoutTheCatalogueAndTheLinksGoLater) {
  emails = {{"Potager", "potager@example.org"}};
  catalogue_fails = true;
  const auto cycle = closed();
  EXPECT_EQ(rows("SELECT state FROM orders.cycle"), Lines{"2"});
  EXPECT_EQ(catalogue_asked, 0) << "a close waits for no other module";
  const auto due = of_producer("Potager");
  kv::ComposeNoticesRequest request;
  *request.add_notices() = notice(delivery, due.about());
  *request.add_notices() = notice(slip, cycle, "1");
  request.mutable_notices(1)->set_index(1);
  auto kernel = as_kernel();
  const auto reply = must(ov::NoticesClient(kernel).compose(request));
  ASSERT_EQ(reply.notices_size(), 1) << "the letter to the producer is left for later";
  EXPECT_EQ(reply.notices(0).index(), 1);
  EXPECT_FALSE(reply.notices(0).obsolete());
  catalogue_fails = false;
  EXPECT_EQ(composed({notice(delivery, due.about())}).at(0).email(), "potager@example.org");
}

TEST_F(OrderNotices, ALinkThatReachesNobodyIsNotListed) {
  emails = {{"Potager", "potager@example.org"}};
  const auto cycle = closed();
  EXPECT_EQ(linked(cycle), "") << "letters cannot be sent";
  EXPECT_EQ(catalogue_asked, 0);
  letters_go();
  EXPECT_EQ(linked(cycle), "Potager") << "the mill has no e-mail";
  catalogue_fails = true;
  EXPECT_EQ(linked(cycle), "Moulin Potager") << "they may be in use";
  catalogue_fails = false;
  ov::IssueDeliveryLinkRequest issue;
  issue.set_cycle(cycle);
  issue.set_producer("Moulin");
  auto staff = as("coordinator");
  must(ov::DeliveriesClient(staff).issue_link(issue));
  emails.clear();
  EXPECT_EQ(linked(cycle), "Moulin") << "a person made it";
}

TEST_F(OrderNotices, WhatIsNotOurOwnIsObsoleteOrIgnored) {
  const auto cycle = open();
  EXPECT_EQ(obsolete(composed({notice(opened, "x", "1"), notice(slip, cycle, "1"),
                               notice(delivery, cycle), notice("orders.unknown", cycle, "1"),
                               notice(opened, cycle, "1")})),
            "----+");
  kv::ComposeNoticesRequest foreign;
  *foreign.add_notices() = notice("shifts.moved", cycle, "1");
  auto kernel = as_kernel();
  EXPECT_EQ(must(ov::NoticesClient(kernel).compose(foreign)).notices_size(), 0);
  auto person = as("administrator", "1");
  EXPECT_EQ(ov::NoticesClient(person).compose({}).error().code, Code::permission_denied);
  EXPECT_EQ(ov::NoticesClient(person).list_audiences({}).error().code, Code::permission_denied);
  EXPECT_EQ(ov::CyclesClient(person).remind({}).error().code, Code::permission_denied);
}

TEST_F(OrderNotices, AudiencesAreMembersWithAnOrder) {
  const auto cycle = open();
  order(cycle, "1", {{"CAROTTE", 1000}}, true);
  order(cycle, "2", {{"CAROTTE", 1000}}, false);
  order(cycle, "3", {{"CAROTTE", 1000}}, false);
  order(cycle, "3", {{"CAROTTE", 0}}, false);
  const auto of = [&](const std::string& wanted) {
    return audiences<ov::NoticesClient>(as_kernel(), wanted);
  };
  EXPECT_EQ(of(""), (Lines{"orders.this_week (audience.this_week ) 2: ",
                           "orders.unconfirmed (audience.unconfirmed ) 1: "}));
  EXPECT_EQ(of("orders.this_week"), Lines{"orders.this_week (audience.this_week ) 2: 1 2"});
  EXPECT_EQ(of("orders.unconfirmed"), Lines{"orders.unconfirmed (audience.unconfirmed ) 1: 2"});
  close(cycle);
  EXPECT_EQ(of("orders.this_week"), Lines{"orders.this_week (audience.this_week ) 0: "});
}

}  // namespace
}  // namespace halle::test
