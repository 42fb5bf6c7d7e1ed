// Paying back on the spot, and posting dues later.
#include "halle/orders/v1/orders.halle.hpp"
#include "tests/services/workshops/studio.hpp"

namespace halle::test {
namespace {

class Refunds : public Studio {
 protected:
  bool uses_orders = true;
  std::string refused_due;
  std::set<std::string> posted;

  void SetUp() override {
    Studio::SetUp();
    if (IsSkipped()) return;
    answer<orders::v1::PostRequest, orders::v1::PostReply>(
        "/halle.orders.v1.Accounts/Post",
        [this](const orders::v1::PostRequest& request) -> Result<orders::v1::PostReply> {
          if (!uses_orders) return Error{Code::unimplemented, "halle.module_not_enabled"};
          if (request.due() == refused_due) return Error{Code::not_found, "orders.member_unknown"};
          EXPECT_TRUE(posted.insert(request.due()).second) << "posted twice";
          return orders::v1::PostReply{};
        });
  }
  std::string priced() {
    auto given = details(5);
    given.mutable_price()->set_kind(wv::PRICE_KIND_FIXED);
    given.mutable_price()->set_cents(500);
    return must(add(given)).id();
  }
  Result<wv::Registration> pay(const std::string& registration, std::int64_t cents) {
    wv::PayRequest request;
    request.set_registration(registration);
    request.set_cents(cents);
    request.set_means(membership::v1::MEANS_CASH);
    return wv::RegistrationsClient(staff).pay(request);
  }
  Result<wv::Registration> pay_back(const std::string& registration, std::int64_t cents) {
    return pay_back(staff, registration, cents);
  }
  static Result<wv::Registration> pay_back(sdk::Caller& caller, const std::string& registration,
                                           std::int64_t cents) {
    wv::PayBackRequest request;
    request.set_registration(registration);
    request.set_cents(cents);
    request.set_means(membership::v1::MEANS_CASH);
    return wv::RegistrationsClient(caller).pay_back(request);
  }
  int post_dues() {
    auto kernel = as_kernel();
    return must(wv::RegistrationsClient(kernel).post_dues({})).posted();
  }
};

TEST_F(Refunds, AreOfWhatWasPaidAndIsOwedNoLonger) {
  const auto id = priced();
  const auto made = must(come(id, "1"));
  clock.advance(std::chrono::seconds(1));
  must(pay(made.id(), 500));
  clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(reasons(pay_back(made.id(), 1)), Lines{"nothing_to_pay_back"}) << "it is owed";
  must(leave(id, "1"));
  EXPECT_EQ(reasons(pay_back(made.id(), 501)), Lines{"nothing_to_pay_back"});
  EXPECT_EQ(reasons(pay_back(made.id(), 0)), Lines{"bad_payment"});
  clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(must(pay_back(made.id(), 300)).paid_cents(), 200);
  clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(must(pay_back(made.id(), 200)).paid_cents(), 0);
  EXPECT_EQ(reasons(pay_back(made.id(), 1)), Lines{"nothing_to_pay_back"});
  EXPECT_EQ(rows("SELECT cents, means FROM workshops.due ORDER BY made_at, id"),
            (Lines{"500|", "500|1", "-500|", "-300|1", "-200|1"}));
  EXPECT_EQ(emitted<wv::DueChanged>().size(), 5U);
}

TEST_F(Refunds, AreNotForAnybodyToGive) {
  const auto id = priced();
  const auto made = must(come(id, "1"));
  must(pay(made.id(), 500));
  must(leave(id, "1"));
  auto own = as("member", "1");
  EXPECT_FALSE(pay_back(own, made.id(), 100));
  EXPECT_EQ(rows("SELECT count(*) FROM workshops.due WHERE cents < 0 AND means IS NOT NULL"),
            Lines{"0"});
}

TEST_F(Refunds, DuesMadeBeforeOrdersIsUsedArePostedThen) {
  uses_orders = false;
  const auto id = priced();
  const auto made = must(come(id, "1"));
  must(pay(made.id(), 500));
  must(come(id, "2"));
  for (const auto& event : emitted<wv::DueChanged>()) ASSERT_TRUE(deliver(event));
  clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(post_dues(), 0);
  uses_orders = true;
  EXPECT_EQ(post_dues(), 3);
  EXPECT_EQ(posted.size(), 3U);
  EXPECT_EQ(post_dues(), 0);
  EXPECT_EQ(rows("SELECT count(*) FROM workshops.due WHERE posted_at IS NULL"), Lines{"0"});
}

TEST_F(Refunds, ADueThatIsRefusedHoldsNoOtherUp) {
  const auto id = priced();
  must(come(id, "1"));
  must(come(id, "2"));
  refused_due = rows("SELECT id FROM workshops.due ORDER BY made_at, id LIMIT 1").at(0);
  clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(post_dues(), 1);
  EXPECT_EQ(rows("SELECT id FROM workshops.due WHERE posted_at IS NULL"), Lines{refused_due});
}

}  // namespace
}  // namespace halle::test
