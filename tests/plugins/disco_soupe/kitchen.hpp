#pragma once
// An association with surplus, for tests of the module: premises, shifts and workshops are played,
// remember what they were asked for, and fail when told to. 2026-03-07, a Saturday, 10:00 in Paris.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/sdk/time.hpp"
#include "core/testing/module_test.hpp"
#include "halle/disco_soupe/v1/disco_soupe.halle.hpp"
#include "halle/premises/v1/premises.pb.h"
#include "halle/shifts/v1/shifts.pb.h"
#include "halle/workshops/v1/workshops.pb.h"

extern "C" std::int32_t halle_module_entry_disco_soupe(const halle_host*, halle_module*);

namespace halle::test {

namespace dv = disco_soupe::v1;
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
    if (reason.starts_with("disco_soupe.")) reason.erase(0, 12);
  return all;
}

class Kitchen : public harness::ModuleTest {
 protected:
  Kitchen() : ModuleTest(&halle_module_entry_disco_soupe) {}

  static constexpr const char* zone = "01999999-0000-7000-8000-00000000000e";
  static constexpr const char* hygiene = "01999999-0000-7000-8000-00000000000a";
  static constexpr const char* cooking = "01999999-0000-7000-8000-00000000000b";

  // What the other modules have, by source or thing.
  std::map<std::string, premises::v1::TakeRequest> holds;
  premises::v1::BookingState answer_of_host = premises::v1::BOOKING_STATE_BOOKED;
  std::map<std::string, shifts::v1::SetExtraRequest> seats;
  std::map<std::string, workshops::v1::SetExtraSessionRequest> sessions;
  std::map<std::string, bool> published;
  std::map<std::string, Error> failing;  // by method without package, such as Holds/Take
  int asked = 0;                         // calls to them that change something
  std::set<std::string> told;            // why, to helpers and participants
  int able = 4;                          // members with both skills

  void SetUp() override {
    ModuleTest::SetUp();
    if (IsSkipped()) return;
    play_premises();
    play_shifts();
    play_workshops();
    set_settings();
  }
  void TearDown() override {
    if (IsSkipped()) return;
    EXPECT_EQ(broken_invariants(), Lines{});
  }

  /// Plays a method; it fails as told.
  template <class Request, class Reply, class Handler>
  void play(const std::string& package, const std::string& method, Handler handler) {
    answer<Request, Reply>("/halle." + package + ".v1." + method,
                           [this, method, handler](const Request& request) -> Result<Reply> {
                             ++asked;
                             if (const auto error = failing.find(method); error != failing.end())
                               return error->second;
                             return handler(request);
                           });
  }
  void play_premises() {
    namespace pv = premises::v1;
    play<pv::ListFreeRequest, pv::ListFreeReply>("premises", "Holds/ListFree", [](auto& request) {
      pv::ListFreeReply reply;
      for (const auto& one : request.zones()) {
        auto& time = *reply.add_times();
        time.set_zone(one);
        *time.mutable_from() = request.from();
        *time.mutable_until() = request.until();
      }
      return reply;
    });
    const auto hold_of = [this](const pv::TakeRequest& taken) {
      pv::Hold hold;
      hold.set_thing(taken.thing());
      hold.set_zone(taken.zone());
      *hold.mutable_from() = taken.from();
      *hold.mutable_until() = taken.until();
      hold.set_state(answer_of_host);
      return hold;
    };
    play<pv::TakeRequest, pv::Hold>("premises", "Holds/Take", [this, hold_of](auto& request) {
      holds[request.thing()] = request;
      return hold_of(request);
    });
    play<pv::GetHoldRequest, pv::Hold>("premises", "Holds/Get",
                                       [this, hold_of](auto& request) -> Result<pv::Hold> {
                                         if (!holds.contains(request.thing()))
                                           return not_found("thing", "premises.thing_unknown");
                                         return hold_of(holds[request.thing()]);
                                       });
    play<pv::FreeRequest, pv::FreeReply>("premises", "Holds/Free", [this](auto& request) {
      holds.erase(request.thing());
      return pv::FreeReply{};
    });
  }
  void play_shifts() {
    namespace sv = shifts::v1;
    play<sv::ListAbleRequest, sv::ListAbleReply>("shifts", "Availability/ListAble", [this](auto&) {
      sv::ListAbleReply reply;
      for (int i = 0; i < able; ++i) {
        auto& member = *reply.add_members();
        member.add_skills(hygiene);
        member.add_skills(cooking);
      }
      return reply;
    });
    play<sv::SetExtraRequest, sv::Extra>("shifts", "Extras/Set", [this](auto& request) {
      seats[request.source()] = request;
      return sv::Extra{};
    });
    play<sv::RemoveExtraRequest, sv::RemoveExtraReply>("shifts", "Extras/Remove",
                                                       [this](auto& request) {
                                                         seats.erase(request.source());
                                                         told.insert(request.reason());
                                                         return sv::RemoveExtraReply{};
                                                       });
  }
  void play_workshops() {
    namespace wv = workshops::v1;
    play<wv::SetExtraSessionRequest, wv::Session>(
        "workshops", "ExtraSessions/Set", [this](auto& request) {
          sessions.try_emplace(request.source(), request);
          published[request.source()] = published[request.source()] || request.publish();
          wv::Session session;
          session.set_id(session_of(request.source()));
          sdk::set_timestamp(*session.mutable_starts(),
                             instant(sessions[request.source()].details().starts()));
          session.set_state(published[request.source()] ? wv::SESSION_STATE_PUBLISHED
                                                        : wv::SESSION_STATE_DRAFT);
          return session;
        });
    play<wv::RemoveExtraSessionRequest, wv::RemoveExtraSessionReply>(
        "workshops", "ExtraSessions/Remove", [this](auto& request) {
          sessions.erase(request.source());
          told.insert(request.reason());
          published.erase(request.source());
          return wv::RemoveExtraSessionReply{};
        });
  }

  /// The id that workshops give to the session of a draft.
  static std::string session_of(const std::string& draft) { return "session of " + draft; }
  /// A time of March in Paris.
  static Instant instant(const std::string& local) {
    return *parse_instant(local + ":00Z") - std::chrono::hours(1);
  }

  static dv::CookingSettings usual() {
    dv::CookingSettings settings;
    settings.set_setup_minutes(30);
    settings.set_cooking_minutes(120);
    settings.set_meal_minutes(90);
    settings.set_grams_per_helper_hour(5000);
    settings.set_portion_grams(400);
    settings.set_most_helpers(8);
    settings.set_hygiene_members(2);
    settings.set_cooking_members(2);
    settings.set_hygiene_skill(hygiene);
    settings.set_cooking_skill(cooking);
    settings.set_opens("09:00");
    settings.set_closes("21:00");
    auto& place = *settings.add_places();
    place.set_name("Cuisine");
    place.set_zone(zone);
    place.set_persons(60);
    return settings;
  }
  dv::CookingSettings set_settings(const dv::CookingSettings& settings = usual()) {
    dv::SetSettingsRequest request;
    *request.mutable_settings() = settings;
    return must(dv::SettingsClient(staff).set(request));
  }
  Result<dv::Lot> tell(const std::string& product, std::int64_t grams, const std::string& last_day,
                       sdk::Caller* caller = nullptr) {
    dv::TellRequest request;
    request.set_product(product);
    request.set_grams(grams);
    request.set_last_day(last_day);
    return dv::SurplusClient(caller == nullptr ? static_cast<sdk::Caller&>(staff) : *caller)
        .tell(request);
  }
  /// A line for each lot: product, grams told, grams used, last day, grower.
  Lines lots() {
    Lines lines;
    const auto listed = must(dv::SurplusClient(staff).list({}));
    for (const auto& lot : listed.lots())
      lines.push_back(lot.product() + " " + std::to_string(lot.grams()) + " " +
                      std::to_string(lot.used_grams()) + " " + lot.last_day() +
                      (lot.grower().empty() ? "" : " " + lot.grower()));
    return lines;
  }
  dv::ProposeReply propose(int free_members = 0) {
    dv::ProposeRequest request;
    request.set_free_members(free_members);
    return must(dv::DraftsClient(staff).propose(request));
  }
  static dv::MakeRequest request_of(const dv::Draft& proposed) {
    dv::MakeRequest request;
    request.set_place(proposed.place());
    *request.mutable_starts() = proposed.starts();
    *request.mutable_uses() = proposed.uses();
    request.set_helpers(proposed.helpers());
    *request.mutable_ends() = proposed.ends();
    *request.mutable_beside() = proposed.beside();
    return request;
  }
  Result<dv::Draft> make(const dv::Draft& proposed) {
    return dv::DraftsClient(staff).make(request_of(proposed));
  }
  /// Carrots and leeks, and the first disco soupe that is proposed with them.
  dv::Draft made() {
    must(tell("Carottes", 12'000, "2026-03-12"));
    must(tell("Poireaux", 8000, "2026-03-08"));
    return must(make(propose().drafts(0)));
  }
  Result<dv::Draft> get(const std::string& id) {
    dv::GetDraftRequest request;
    request.set_draft(id);
    return dv::DraftsClient(staff).get(request);
  }
  Result<dv::Draft> try_again(const std::string& id) {
    dv::TryAgainRequest request;
    request.set_draft(id);
    return dv::DraftsClient(staff).try_again(request);
  }
  Result<dv::Draft> undo(const std::string& id, const std::string& reason = "") {
    dv::UndoRequest request;
    request.set_draft(id);
    request.set_reason(reason);
    return dv::DraftsClient(staff).undo(request);
  }
  Result<dv::Draft> record(const std::string& id, std::int64_t cooked, std::int64_t given,
                           std::int64_t composted) {
    dv::RecordRequest request;
    request.set_draft(id);
    request.mutable_outcome()->set_cooked_grams(cooked);
    request.mutable_outcome()->set_given_grams(given);
    request.mutable_outcome()->set_composted_grams(composted);
    return dv::DraftsClient(staff).record(request);
  }
  void run_job() { must(dv::DraftsClient(kernel).pursue({})); }

  /// Session, place and helpers in a word each, with the reason where there is one.
  static Lines parts(const dv::Draft& draft) {
    static const std::map<int, std::string> names{
        {dv::PART_STATE_WAITING, "waiting"}, {dv::PART_STATE_ASKED, "asked"},
        {dv::PART_STATE_DONE, "done"},       {dv::PART_STATE_FAILED, "failed"},
        {dv::PART_STATE_SKIPPED, "skipped"}, {dv::PART_STATE_FREEING, "freeing"},
        {dv::PART_STATE_FREED, "freed"}};
    Lines lines;
    for (const auto& part : draft.parts())
      lines.push_back(names.at(part.state()) + (part.reason().empty() ? "" : " ") + part.reason());
    return lines;
  }

  harness::Caller staff = as("coordinator");
  harness::Caller kernel = as_kernel();
};

}  // namespace halle::test
