#include "plugins/disco_soupe/rpc/drafts/asking.hpp"

#include <array>

#include "core/sdk/time.hpp"
#include "halle/premises/v1/premises.halle.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"
#include "halle/workshops/v1/workshops.halle.hpp"

namespace halle::disco_soupe {
namespace {
constexpr const char* title = "Disco soupe";

/// What participants and helpers read of a disco soupe that is called off.
std::string why(const store::DraftRow& draft) {
  return draft.reason.empty() ? "La disco soupe est annulée." : draft.reason;
}

/// Whether the module may answer otherwise in a minute, without anybody doing anything.
/// So is an id that the same call used for another request before: the next call has others.
bool will_pass(const Error& error) {
  if (error.reason == "halle.operation_id_reused") return true;
  switch (error.code) {
    case Code::cancelled:
    case Code::unknown:
    case Code::deadline_exceeded:
    case Code::resource_exhausted:
    case Code::aborted:
    case Code::internal:
    case Code::unavailable:
      return true;
    default:
      return false;
  }
}

std::string reason_of(const Error& error) {
  if (error.reason == "halle.operation_id_reused") return "";
  return error.fields.empty() ? error.reason : error.fields.front().reason;
}

/// The state of a part that was asked for and not given. `without`: the reason if there is no such
/// module.
Answered refused(const Error& error, const char* without) {
  if (is_missing(error)) return {v1::PART_STATE_SKIPPED, without};
  return {will_pass(error) ? v1::PART_STATE_WAITING : v1::PART_STATE_FAILED, reason_of(error)};
}

/// The state of a part after freeing it. A module that is not there, and was when the part was
/// asked for, may come back with it.
template <class Reply>
Answered freed(const Result<Reply>& reply) {
  if (reply) return {v1::PART_STATE_FREED, ""};
  return {v1::PART_STATE_FREEING, reason_of(reply.error())};
}

/// A manager of the premises may have moved it.
Answered state_of(const premises::v1::Hold& hold, const store::DraftRow& draft) {
  const Span span{sdk::instant_of(hold.from()), sdk::instant_of(hold.until())};
  if (!draft.zone_id || hold.zone() != draft.zone_id->text() ||
      span != Span{draft.starts_at, draft.ends_at})
    return {v1::PART_STATE_FAILED, "disco_soupe.place_moved"};
  const bool booked = hold.state() == premises::v1::BOOKING_STATE_BOOKED;
  return {booked ? v1::PART_STATE_DONE : v1::PART_STATE_ASKED, ""};
}

/// Seats of one kind: those that need the same skills are a shift of their own.
struct Group {
  const char* name;
  bool hygiene;
  bool cooking;
};
constexpr std::array<Group, 4> groups{Group{"hygiene_and_cooking", true, true},
                                      Group{"hygiene", true, false}, Group{"cooking", false, true},
                                      Group{"helpers", false, false}};

std::string source_of(const store::DraftRow& draft, const Group& group) {
  return derive_uuid(draft.id, group.name).text();
}

int seats_of(const store::DraftRow& draft, const Group& group) {
  Method method;
  method.hygiene_members = draft.hygiene_members;
  method.cooking_members = draft.cooking_members;
  int count = 0;
  for (const auto& seat : seats(draft.helpers, method))
    if (seat.hygiene == group.hygiene && seat.cooking == group.cooking) ++count;
  return count;
}

shifts::v1::SetExtraRequest seats_request(const store::DraftRow& draft, const Group& group,
                                          int count) {
  shifts::v1::SetExtraRequest request;
  request.set_source(source_of(draft, group));
  request.set_title(title);
  request.set_place(draft.place_name);
  sdk::set_timestamp(*request.mutable_starts(), draft.starts_at);
  sdk::set_timestamp(*request.mutable_ends(), draft.ends_at);
  request.set_seats(count);
  if (group.hygiene && draft.hygiene_skill) request.add_skills(draft.hygiene_skill->text());
  if (group.cooking && draft.cooking_skill) request.add_skills(draft.cooking_skill->text());
  return request;
}

Answered set_session(sdk::Call& call, const store::DraftRow& draft,
                     const workshops::v1::SetExtraSessionRequest& request) {
  const auto session = workshops::v1::ExtraSessionsClient(call).set(request);
  if (!session) return refused(session.error(), "disco_soupe.without_workshops");
  auto answer =
      state_of_session(session.value().state(), sdk::instant_of(session.value().starts()), draft);
  answer.thing = session.value().id();
  return answer;
}
}  // namespace

Answered ask_session(sdk::Call& call, const store::DraftRow& draft, bool publish) {
  workshops::v1::SetExtraSessionRequest request;
  request.set_source(draft.id.text());
  request.set_title(title);
  auto& details = *request.mutable_details();
  details.set_starts(draft.local_start);
  details.set_ends(draft.local_end);
  details.set_place(draft.place_name);
  details.set_capacity(draft.persons - draft.helpers);
  details.set_audience(workshops::v1::AUDIENCE_ANYBODY);
  // People may have moved the session while it was a draft: what is published is what was seen.
  auto answer = set_session(call, draft, request);
  if (!publish || answer.state != v1::PART_STATE_ASKED) return answer;
  request.set_publish(true);
  return set_session(call, draft, request);
}

Answered state_of_session(workshops::v1::SessionState state, Instant starts,
                          const store::DraftRow& draft) {
  if (state == workshops::v1::SESSION_STATE_CANCELLED)
    return {v1::PART_STATE_FAILED, "disco_soupe.session_cancelled"};
  if (starts != draft.starts_at) return {v1::PART_STATE_FAILED, "disco_soupe.session_moved"};
  const bool published = state == workshops::v1::SESSION_STATE_PUBLISHED;
  return {published ? v1::PART_STATE_DONE : v1::PART_STATE_ASKED, ""};
}

Answered ask_place(sdk::Call& call, const store::DraftRow& draft) {
  if (!draft.zone_id) return {v1::PART_STATE_SKIPPED, "disco_soupe.no_zone"};
  premises::v1::TakeRequest request;
  request.set_thing(draft.id.text());
  request.set_zone(draft.zone_id->text());
  sdk::set_timestamp(*request.mutable_from(), draft.starts_at);
  sdk::set_timestamp(*request.mutable_until(), draft.ends_at);
  request.set_title(title);
  const auto hold = premises::v1::HoldsClient(call).take(request);
  if (!hold) return refused(hold.error(), "disco_soupe.without_premises");
  return state_of(hold.value(), draft);
}

Answered check_place(sdk::Call& call, const store::DraftRow& draft) {
  premises::v1::GetHoldRequest request;
  request.set_thing(draft.id.text());
  const auto hold = premises::v1::HoldsClient(call).get(request);
  if (!hold && hold.error().reason == "premises.thing_unknown")
    return {v1::PART_STATE_FAILED, "disco_soupe.place_refused"};
  if (!hold) return {v1::PART_STATE_ASKED, reason_of(hold.error())};
  return state_of(hold.value(), draft);
}

Answered ask_helpers(sdk::Call& call, const store::DraftRow& draft) {
  shifts::v1::ExtrasClient extras(call);
  for (const auto& group : groups) {
    const int count = seats_of(draft, group);
    if (count == 0) continue;
    const auto made = extras.set(seats_request(draft, group, count));
    if (!made) return refused(made.error(), "disco_soupe.without_shifts");
  }
  return {v1::PART_STATE_DONE, ""};
}

Answered free_session(sdk::Call& call, const store::DraftRow& draft) {
  workshops::v1::RemoveExtraSessionRequest request;
  request.set_source(draft.id.text());
  request.set_reason(why(draft));
  return freed(workshops::v1::ExtraSessionsClient(call).remove(request));
}

Answered free_place(sdk::Call& call, const store::DraftRow& draft) {
  premises::v1::FreeRequest request;
  request.set_thing(draft.id.text());
  return freed(premises::v1::HoldsClient(call).free(request));
}

Answered free_helpers(sdk::Call& call, const store::DraftRow& draft) {
  shifts::v1::ExtrasClient extras(call);
  for (const auto& group : groups) {
    shifts::v1::RemoveExtraRequest request;
    request.set_source(source_of(draft, group));
    request.set_reason(why(draft));
    if (const auto answer = freed(extras.remove(request)); answer.state != v1::PART_STATE_FREED)
      return answer;
  }
  return {v1::PART_STATE_FREED, ""};
}

}  // namespace halle::disco_soupe
