#include "plugins/disco_soupe/rpc/drafts/draft_messages.hpp"

#include <algorithm>

#include "core/sdk/time.hpp"

namespace halle::disco_soupe {
namespace {
v1::DraftState state_of(const store::DraftRow& row, const std::vector<store::PartRow>& parts) {
  if (row.undone) return v1::DRAFT_STATE_UNDONE;
  if (row.recorded) return v1::DRAFT_STATE_RECORDED;
  const bool ready = std::all_of(parts.begin(), parts.end(), [](const auto& part) {
    return part.state == v1::PART_STATE_DONE || part.state == v1::PART_STATE_SKIPPED;
  });
  return ready ? v1::DRAFT_STATE_READY : v1::DRAFT_STATE_DRAFT;
}

v1::Draft message_of(const store::DraftRow& row, const std::vector<store::UseRow>& uses,
                     const std::vector<store::PartRow>& parts, Instant now) {
  v1::Draft out;
  out.set_id(row.id.text());
  out.set_state(state_of(row, parts));
  out.set_place(row.place_id.text());
  out.set_place_name(row.place_name);
  sdk::set_timestamp(*out.mutable_starts(), row.starts_at);
  sdk::set_timestamp(*out.mutable_ends(), row.ends_at);
  out.set_local_start(row.local_start);
  out.set_local_end(row.local_end);
  out.set_grams(row.grams);
  out.set_helpers(row.helpers);
  out.set_persons(row.persons);
  out.set_begun(row.starts_at <= now);
  for (const auto& use : uses) {
    auto& one = *out.add_uses();
    one.set_lot(use.lot_id.text());
    one.set_grams(use.grams);
    one.set_product(use.product);
    one.set_last_day(use.last_day);
  }
  for (const auto& part : parts) {
    auto& one = *out.add_parts();
    one.set_kind(part.kind);
    one.set_state(part.state);
    one.set_reason(part.reason);
  }
  if (!row.recorded) return out;
  out.mutable_outcome()->set_cooked_grams(row.cooked_grams);
  out.mutable_outcome()->set_given_grams(row.given_grams);
  out.mutable_outcome()->set_composted_grams(row.composted_grams);
  return out;
}

template <class Row>
std::vector<Row> of(const Uuid& draft, const std::vector<Row>& rows) {
  std::vector<Row> own;
  for (const auto& row : rows)
    if (row.draft_id == draft) own.push_back(row);
  return own;
}
}  // namespace

Result<std::vector<v1::Draft>> messages_of(sdk::Call& call,
                                           const std::vector<store::DraftRow>& rows) {
  std::vector<Uuid> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  HALLE_TRY(uses, store::uses(call, ids));
  HALLE_TRY(parts, store::parts(call, ids));
  std::vector<v1::Draft> drafts;
  for (const auto& row : rows)
    drafts.push_back(message_of(row, of(row.id, uses), of(row.id, parts), call.now()));
  return drafts;
}

Result<v1::Draft> message_of(sdk::Call& call, const Uuid& id) {
  HALLE_TRY(row, store::draft(call, id));
  HALLE_TRY(messages, messages_of(call, {row}));
  return messages.at(0);
}

Status check_open(const store::DraftRow& draft, Instant now) {
  if (draft.undone) return Error{Code::failed_precondition, "disco_soupe.undone"};
  if (draft.starts_at <= now) return Error{Code::failed_precondition, "disco_soupe.begun"};
  return Done{};
}

}  // namespace halle::disco_soupe
