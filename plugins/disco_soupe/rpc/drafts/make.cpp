#include <algorithm>
#include <limits>
#include <set>

#include "core/sdk/time.hpp"
#include "plugins/disco_soupe/rpc/drafts/draft_messages.hpp"
#include "plugins/disco_soupe/rpc/drafts/settling.hpp"
#include "plugins/disco_soupe/rpc/services.hpp"
#include "plugins/disco_soupe/store/lots.hpp"
#include "plugins/disco_soupe/store/settings.hpp"

namespace halle::disco_soupe {
namespace {
constexpr std::int64_t most_grams = 5'000'000;  // of a lot

Error bad_draft() {
  return bad_field("uses", "disco_soupe.bad_draft");
}

Result<store::PlaceRow> place_of(sdk::Call& call, const std::string& id) {
  HALLE_TRY(places, store::places(call));
  for (const auto& place : places)
    if (Uuid::parse(id) == place.id) return place;
  return bad_field("place", "disco_soupe.bad_draft", id);
}

Result<std::vector<Use>> uses_of(const v1::MakeRequest& wanted) {
  std::vector<Use> uses;
  for (const auto& use : wanted.uses()) {
    const auto lot = Uuid::parse(use.lot());
    if (!lot || uses.size() == most_lots || use.grams() < 1 || use.grams() > most_grams)
      return bad_draft();
    uses.push_back({*lot, use.grams()});
  }
  return uses;
}

/// The lots as if no draft used them: what is taken, the guarded statement says.
Result<std::vector<Lot>> whole_lots(sdk::Call& call, const std::vector<Use>& uses) {
  std::vector<Uuid> ids;
  for (const auto& use : uses) ids.push_back(use.lot);
  HALLE_TRY(rows, store::lots(call, ids));
  std::vector<Lot> lots;
  for (const auto& row : rows) lots.push_back({row.id, row.grams, row.until});
  return lots;
}

Draft draft_of(const v1::MakeRequest& wanted, const Uuid& place, std::vector<Use> uses,
               const Method& method) {
  Draft draft;
  draft.place = place;
  draft.span.from = sdk::instant_of(wanted.starts());
  draft.span.until = draft.span.from + length_of(method);
  for (const auto& use : uses) draft.grams += use.grams;
  draft.uses = std::move(uses);
  draft.helpers = wanted.helpers();
  draft.persons = static_cast<int>(
      std::min<std::int64_t>(draft.grams / method.portion_grams, std::numeric_limits<int>::max()));
  return draft;
}

store::DraftRow row_of(const Uuid& id, const Draft& draft, const store::PlaceRow& place,
                       const store::SettingRow& method) {
  store::DraftRow row;
  row.id = id;
  row.place_id = place.id;
  row.place_name = place.name;
  row.zone_id = place.zone_id;
  row.starts_at = draft.span.from;
  row.ends_at = draft.span.until;
  row.grams = draft.grams;
  row.helpers = draft.helpers;
  row.persons = draft.persons;
  row.hygiene_members = method.hygiene_members;
  row.cooking_members = method.cooking_members;
  row.hygiene_skill = method.hygiene_skill;
  row.cooking_skill = method.cooking_skill;
  return row;
}

/// Whether it begins late enough and lies in the hours of one of the next days. A proposal may be
/// looked at for half an hour before it is made.
Status check_time(sdk::Call& call, const Span& span, const store::SettingRow& method) {
  if (span.from < call.now() + notice - grid)
    return Error{Code::failed_precondition, "disco_soupe.too_late"};
  HALLE_TRY(hours, store::hours(call, method, most_days));
  for (const auto& day : hours)
    if (day.from <= span.from && span.until <= day.until) return Done{};
  return bad_field("starts", "disco_soupe.bad_draft");
}

/// Whether place and members are as free as when it was proposed. Under lock_drafts().
Status check_free(sdk::Call& call, const Draft& draft, const v1::MakeRequest& wanted) {
  HALLE_TRY(taken, store::taken(call));
  const std::set<std::string> known(wanted.beside().begin(), wanted.beside().end());
  const auto others = beside(draft.span, taken);
  for (const auto& one : others)
    if (one.place == draft.place)
      return Error{Code::failed_precondition, "disco_soupe.place_taken"};
  for (const auto& one : others)
    if (!known.contains(one.id.text()))
      return Error{Code::failed_precondition, "disco_soupe.members_taken"};
  return Done{};
}
}  // namespace

Result<v1::Draft> Drafts::make(sdk::Call& call, const v1::MakeRequest& request) {
  // The same operation makes the same draft, however often it is repeated.
  const Uuid id = derive_uuid(call.operation_id(), "disco soupe");
  v1::KeepRequest keep;
  keep.set_draft(id.text());
  *keep.mutable_wanted() = request;
  HALLE_TRY(kept, v1::DraftsClient(call).keep(keep));
  return disco_soupe::settle(call, id, Refused::stay);
}

Result<v1::KeepReply> Drafts::keep(sdk::Call& call, const v1::KeepRequest& request) {
  const auto& wanted = request.wanted();
  HALLE_TRY(id, store::draft_id(request.draft()));
  HALLE_TRY(method, store::settings(call));
  HALLE_TRY(place, place_of(call, wanted.place()));
  HALLE_TRY(uses, uses_of(wanted));
  const auto draft = draft_of(wanted, place.id, uses, method);
  if (draft.span.until != sdk::instant_of(wanted.ends())) return bad_draft();
  HALLE_CHECK(check_time(call, draft.span, method));
  HALLE_TRY(lots, whole_lots(call, uses));
  if (!broken(draft, place.persons, lots, method).empty()) return bad_draft();
  store::lock_drafts(call);
  HALLE_CHECK(check_free(call, draft, wanted));
  HALLE_TRY(kept, store::keep(call, row_of(id, draft, place, method), uses));
  if (!kept) return Error{Code::failed_precondition, "disco_soupe.surplus_taken"};
  return v1::KeepReply{};
}

}  // namespace halle::disco_soupe
