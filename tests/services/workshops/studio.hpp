#pragma once
// Workshops of an association with members, for tests of the module. 2026-03-07, a Saturday, 10:00
// in Paris.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/sdk/time.hpp"
#include "core/testing/module_test.hpp"
#include "halle/membership/v1/membership.pb.h"
#include "halle/workshops/v1/workshops.halle.hpp"
#include "tests/services/notices.hpp"

extern "C" std::int32_t halle_module_entry_workshops(const halle_host*, halle_module*);

namespace halle::test {

namespace wv = workshops::v1;
using harness::must;
using Lines = std::vector<std::string>;

/// The reasons of a refusal, each once, without the module's name; empty if there is none.
template <class T>
Lines reasons(const Result<T>& result) {
  Lines all;
  if (result) return all;
  for (const auto& field : result.error().fields)
    if (all.empty() || all.back() != field.reason) all.push_back(field.reason);
  if (all.empty()) all.push_back(result.error().reason);
  for (auto& reason : all)
    if (reason.starts_with("workshops.")) reason.erase(0, 10);
  return all;
}

class Studio : public harness::ModuleTest {
 protected:
  Studio() : ModuleTest(&halle_module_entry_workshops) {}

  void SetUp() override {
    ModuleTest::SetUp();
    if (IsSkipped()) return;
    answer<membership::v1::FindMemberRequest, membership::v1::MemberRef>(
        "/halle.membership.v1.Members/Find",
        [this](
            const membership::v1::FindMemberRequest& request) -> Result<membership::v1::MemberRef> {
          if (std::stoi(request.number()) > 60) return not_found("number", "membership.unknown");
          membership::v1::MemberRef member;
          member.set_id(derive_uuid(here(), request.number()).text());
          member.set_number(request.number());
          member.set_standing(membership::v1::STANDING_ACTIVE);
          return member;
        });
  }
  void TearDown() override {
    if (IsSkipped()) return;
    EXPECT_EQ(broken_invariants(), Lines{});
  }

  std::string workshop(const std::string& title = "Pain au levain") {
    wv::SetWorkshopRequest request;
    request.mutable_workshop()->set_title(title);
    request.mutable_workshop()->set_theme("cuisine");
    return must(wv::WorkshopsClient(staff).set(request)).id();
  }
  wv::SessionDetails details(int capacity, const std::string& starts = "2026-03-14T18:00",
                             const std::string& ends = "2026-03-14T20:00") {
    if (workshop_.empty()) workshop_ = workshop();
    wv::SessionDetails out;
    out.set_workshop(workshop_);
    out.set_starts(starts);
    out.set_ends(ends);
    out.set_place("Rue des Halles");
    out.set_capacity(capacity);
    return out;
  }
  Result<wv::Session> add(const wv::SessionDetails& given, bool publish = true) {
    wv::AddSessionRequest request;
    *request.mutable_details() = given;
    request.set_publish(publish);
    return wv::SessionsClient(staff).add(request);
  }
  /// A published session with so many places.
  std::string session(int capacity, const std::string& starts = "2026-03-14T18:00",
                      const std::string& ends = "2026-03-14T20:00") {
    return must(add(details(capacity, starts, ends))).id();
  }
  wv::Session get(const std::string& id) { return get(id, staff); }
  static wv::Session get(const std::string& id, sdk::Caller& caller) {
    wv::GetSessionRequest request;
    request.set_session(id);
    return must(wv::SessionsClient(caller).get(request));
  }
  Result<wv::Session> change(const std::string& id, const wv::SessionDetails& given) {
    wv::ChangeSessionRequest request;
    request.set_session(id);
    *request.mutable_details() = given;
    return wv::SessionsClient(staff).change(request);
  }
  Result<wv::Session> call_off(const std::string& id, const std::string& reason = "") {
    wv::CancelSessionRequest request;
    request.set_session(id);
    request.set_reason(reason);
    return wv::SessionsClient(staff).cancel(request);
  }
  void set_settings(int offer_minutes, int last_offer_minutes, bool smaller_may_pass,
                    bool public_page = false, int late_percent = 0) {
    wv::SetSettingsRequest request;
    request.mutable_settings()->set_offer_minutes(offer_minutes);
    request.mutable_settings()->set_last_offer_minutes(last_offer_minutes);
    request.mutable_settings()->set_smaller_may_pass(smaller_may_pass);
    request.mutable_settings()->set_public_page(public_page);
    request.mutable_settings()->set_free_until_minutes(1440);
    request.mutable_settings()->set_late_percent(late_percent);
    must(wv::WorkshopsClient(staff).set_settings(request));
  }

  /// The member registers.
  Result<wv::Registration> come(const std::string& id, const std::string& member, int persons = 1) {
    auto own = as("member", member);
    return come(own, id, member, persons);
  }
  static Result<wv::Registration> come(sdk::Caller& caller, const std::string& id,
                                       const std::string& member, int persons = 1,
                                       int priority = 0) {
    wv::RegisterRequest request;
    request.set_session(id);
    request.set_member(member);
    request.set_persons(persons);
    request.set_priority(priority);
    return wv::RegistrationsClient(caller).register_(request);
  }
  /// Members `from` to `until` register, one after the other.
  void come_all(const std::string& id, int from, int until) {
    for (int n = from; n <= until; ++n) {
      must(come(id, std::to_string(n)));
      clock.advance(std::chrono::seconds(1));
    }
  }
  Result<wv::Registration> accept(const std::string& id, const std::string& member) {
    auto own = as("member", member);
    wv::AcceptRequest request;
    request.set_session(id);
    request.set_member(member);
    return wv::RegistrationsClient(own).accept(request);
  }
  Result<wv::Registration> leave(const std::string& id, const std::string& member) {
    auto own = as("member", member);
    wv::CancelRequest request;
    request.set_session(id);
    request.set_member(member);
    return wv::RegistrationsClient(own).cancel(request);
  }
  int advance() {
    auto kernel = as_kernel();
    return must(wv::RegistrationsClient(kernel).advance({})).moved();
  }
  static std::string state_name(wv::RegistrationState state) {
    switch (state) {
      case wv::REGISTRATION_STATE_REGISTERED:
        return "registered";
      case wv::REGISTRATION_STATE_WAITING:
        return "waiting";
      case wv::REGISTRATION_STATE_OFFERED:
        return "offered";
      case wv::REGISTRATION_STATE_CANCELLED:
        return "cancelled";
      default:
        return "unconfirmed";
    }
  }
  /// The registrations of a session, a line each: member, state, end of the offer.
  Lines registrations(const std::string& id) {
    wv::ListRegistrationsRequest request;
    request.set_session(id);
    Lines lines;
    const auto reply = must(wv::RegistrationsClient(staff).list(request));
    for (const auto& one : reply.registrations())
      lines.push_back((one.member().empty() ? one.visitor().name() : one.member()) + " " +
                      state_name(one.state()) +
                      (one.has_until()
                           ? " until " + format_instant(sdk::instant_of(one.until())).substr(0, 16)
                           : ""));
    return lines;
  }
  /// Those who do not just have a place.
  Lines list_of(const std::string& id) {
    Lines lines;
    for (const auto& line : registrations(id))
      if (!line.ends_with(" registered")) lines.push_back(line);
    return lines;
  }
  /// What was emitted since the last time.
  Lines told() {
    const auto all = emitted<kv::NoticeDue>();
    Lines lines;
    for (; seen_ < all.size(); ++seen_) lines.push_back(line_of(all[seen_]));
    return lines;
  }

  harness::Caller staff = as("coordinator", "60");

 private:
  std::string workshop_;
  std::size_t seen_ = 0;
};

}  // namespace halle::test
