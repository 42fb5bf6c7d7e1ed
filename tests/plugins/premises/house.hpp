#pragma once
// A host with premises and two partners, for tests.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "halle/hub/v1/hub.halle.hpp"
#include "halle/hub/v1/partnerships.halle.hpp"
#include "halle/premises/v1/premises.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {

namespace pv = premises::v1;

/// The host `coop`, and `reuse` and `trade`, which it lets in. 2026-11-24, a Tuesday, 11:00 in
/// Paris. A person is called by association and role.
struct House {
  explicit House(const std::string& composition,
                 std::vector<halle_module_entry> modules = node::static_modules())
      : installation(composition, clock.clock(), 0, std::move(modules)) {
    let("reuse");
    let("trade");
    grant(reuse, "7", "volunteer");
  }

  ManualClock clock{"2026-11-24T10:00:00Z"};
  Installation installation;
  Uuid coop = installation.create_organisation("coop");
  Uuid reuse = installation.create_organisation("reuse");
  Uuid trade = installation.create_organisation("trade");
  Caller staff = installation.as_operator(coop);
  Caller manager = as(coop, "coordinator");
  Caller host = as(coop, "volunteer");
  Caller reuser = as(reuse, "member", "7");  // and volunteer
  Caller trader = as(trade, "administrator");

  /// A person with a role in `home`, who calls the host.
  Caller as(const Uuid& home, const std::string& role, const std::string& number = "") {
    return installation.as(installation.create_account(home, role, number), coop);
  }
  std::string account_of(const Uuid& home, const std::string& number) const {
    return installation
        .sql("SELECT account_id FROM hub.role_grant WHERE org_id = '" + home.text() +
             "' AND role = 'member' AND subject = '" + number + "'")
        .at(0);
  }
  /// A member of `home` gets a role there, or loses it.
  void grant(const Uuid& home, const std::string& number, const std::string& role) {
    hub::v1::GrantRoleRequest request;
    request.set_account(account_of(home, number));
    request.set_role(role);
    auto caller = installation.as_operator(home);
    must(hub::v1::AccountsClient(caller).grant_role(request));
  }
  void revoke(const Uuid& home, const std::string& number, const std::string& role) {
    hub::v1::RevokeRoleRequest request;
    request.set_account(account_of(home, number));
    request.set_role(role);
    auto caller = installation.as_operator(home);
    must(hub::v1::AccountsClient(caller).revoke_role(request));
  }
  hub::v1::Partnership let(const std::string& partner, const std::string& from = "",
                           const std::string& until = "") {
    hub::v1::LetPartnerRequest request;
    request.set_partner(partner);
    request.set_from(from);
    request.set_until(until);
    return must(hub::v1::PartnershipsClient(staff).let(request));
  }
  void end(const std::string& partner) {
    hub::v1::EndPartnershipRequest request;
    request.set_partner(partner);
    must(hub::v1::PartnershipsClient(staff).end(request));
  }

  std::string zone(const std::string& name, const std::string& whole = "",
                   const pv::Rules& rules = {}, bool own_rules = false) {
    pv::AddZoneRequest request;
    request.set_name(name);
    request.set_whole(whole);
    if (own_rules) *request.mutable_rules() = rules;
    return must(pv::ZonesClient(manager).add(request)).id();
  }
  void set_rules(const std::string& zone, const std::string& name, const pv::Rules& rules) {
    pv::ChangeZoneRequest request;
    request.set_zone(zone);
    request.set_name(name);
    *request.mutable_rules() = rules;
    must(pv::ZonesClient(manager).change(request));
  }
  Result<pv::Booking> book(sdk::Caller& caller, const std::string& zone, const std::string& from,
                           const std::string& until, const std::string& association = "",
                           const std::string& title = "") {
    pv::BookRequest request;
    request.set_zone(zone);
    request.set_from(from);
    request.set_until(until);
    request.set_association(association);
    request.set_title(title);
    return pv::BookingsClient(caller).book(request);
  }
  static Result<pv::Booking> move(sdk::Caller& caller, const std::string& booking,
                                  const std::string& from, const std::string& until,
                                  const std::string& zone = "") {
    pv::MoveBookingRequest request;
    request.set_booking(booking);
    request.set_zone(zone);
    request.set_from(from);
    request.set_until(until);
    return pv::BookingsClient(caller).move(request);
  }
  static Result<pv::Booking> cancel(sdk::Caller& caller, const std::string& booking) {
    pv::CancelBookingRequest request;
    request.set_booking(booking);
    return pv::BookingsClient(caller).cancel(request);
  }
  static Result<pv::Booking> answer(sdk::Caller& caller, const std::string& booking, bool accept) {
    pv::AnswerBookingRequest request;
    request.set_booking(booking);
    request.set_accept(accept);
    return pv::BookingsClient(caller).answer(request);
  }
  static pv::Week week(sdk::Caller& caller, const std::string& day = "") {
    pv::GetWeekRequest request;
    request.set_day(day);
    return must(pv::BookingsClient(caller).get_week(request));
  }
  /// What a week shows, a line each: zone's name, local times, association, purpose.
  std::vector<std::string> lines(sdk::Caller& caller, const std::string& day = "") {
    std::map<std::string, std::string> names;
    const auto zones = must(pv::ZonesClient(caller).list({}));
    for (const auto& zone : zones.zones()) names[zone.id()] = zone.name();
    std::vector<std::string> all;
    const auto shown = week(caller, day);
    for (const auto& one : shown.taken())
      all.push_back(names[one.zone()] + " " + one.local_start() + " " + one.local_end() + " " +
                    one.association().code() + " " + one.title());
    return all;
  }
};

/// The reasons of a refusal, each once, without the module's name; empty if there is none.
template <class T>
std::vector<std::string> reasons(const Result<T>& result) {
  std::vector<std::string> all;
  if (result) return all;
  for (const auto& field : result.error().fields)
    if (all.empty() || all.back() != field.reason) all.push_back(field.reason);
  if (all.empty()) all.push_back(result.error().reason);
  for (auto& reason : all)
    if (reason.starts_with("premises.")) reason.erase(0, 9);
  return all;
}

/// Hours of `rules` that are kept for an association until some days before.
inline void keep(pv::Rules& rules, int weekday, const std::string& from, const std::string& until,
                 const std::string& association, int days) {
  auto& priority = *rules.add_priority();
  priority.mutable_hours()->set_weekday(weekday);
  priority.mutable_hours()->set_from(from);
  priority.mutable_hours()->set_until(until);
  priority.set_association(association);
  priority.set_days(days);
}

/// Fixture for tests on compositions.
class Premises : public testing::TestWithParam<const char*> {
 protected:
  using Lines = std::vector<std::string>;
  House house{GetParam()};
  void TearDown() override { EXPECT_EQ(house.installation.broken_invariants(), Lines{}); }
};

}  // namespace halle::test
