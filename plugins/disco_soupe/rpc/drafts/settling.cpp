#include "plugins/disco_soupe/rpc/drafts/settling.hpp"

#include <map>

#include "plugins/disco_soupe/rpc/drafts/asking.hpp"
#include "plugins/disco_soupe/rpc/drafts/draft_messages.hpp"

namespace halle::disco_soupe {
namespace {
using Parts = std::map<v1::PartKind, store::PartRow>;

bool is_settled(const store::PartRow& part) {
  return part.state == v1::PART_STATE_DONE || part.state == v1::PART_STATE_SKIPPED;
}

/// Whether the part is to be asked for now. One that was left to people is asked for again too: its
/// module may be there by now.
bool is_open(const store::PartRow& part, Refused refused) {
  return part.state == v1::PART_STATE_WAITING || part.state == v1::PART_STATE_ASKED ||
         (refused == Refused::asked_again && part.state != v1::PART_STATE_DONE);
}

using Answers = std::vector<store::PartAnswer>;

void note(const Answered& answer, store::PartRow& part, Answers& changed) {
  if (answer.state == part.state && answer.reason == part.reason) return;
  const auto was = part.state;
  part.state = answer.state;
  part.reason = answer.reason;
  if (!answer.thing.empty()) part.thing = answer.thing;
  changed.push_back({part, was});
}

/// Asks for the parts of an open draft: the session last, and published only if the others are
/// there.
Answers ask_all(sdk::Call& call, const store::DraftRow& draft, Parts parts, Refused refused) {
  Answers changed;
  auto& place = parts[v1::PART_KIND_PLACE];
  auto& helpers = parts[v1::PART_KIND_HELPERS];
  auto& session = parts[v1::PART_KIND_SESSION];
  if (place.state == v1::PART_STATE_ASKED)
    note(check_place(call, draft), place, changed);
  else if (is_open(place, refused))
    note(ask_place(call, draft), place, changed);
  if (is_open(helpers, refused)) note(ask_helpers(call, draft), helpers, changed);
  const bool publish = is_settled(place) && is_settled(helpers);
  const bool stays_draft = session.state == v1::PART_STATE_ASKED && !publish;
  if (is_open(session, refused) && !stays_draft)
    note(ask_session(call, draft, publish), session, changed);
  return changed;
}

/// Frees a part; one that is free stays so if its module is not there to be asked once more.
void note_freed(const Answered& answer, store::PartRow& part, Answers& changed) {
  if (part.state != v1::PART_STATE_FREED || answer.reason != no_module) note(answer, part, changed);
}

Answers free_all(sdk::Call& call, const store::DraftRow& draft, Parts parts) {
  Answers changed;
  note_freed(free_session(call, draft), parts[v1::PART_KIND_SESSION], changed);
  note_freed(free_helpers(call, draft), parts[v1::PART_KIND_HELPERS], changed);
  note_freed(free_place(call, draft), parts[v1::PART_KIND_PLACE], changed);
  return changed;
}
}  // namespace

Result<bool> bring_forward(sdk::Call& call, const Uuid& id, Refused refused) {
  HALLE_TRY(draft, store::draft(call, id));
  HALLE_TRY(rows, store::parts(call, {id}));
  call.rollback();
  Parts parts;
  for (const auto& row : rows) parts[row.kind] = row;
  Answers changed;
  if (draft.undone)
    changed = free_all(call, draft, parts);
  else if (draft.starts_at > call.now())
    changed = ask_all(call, draft, parts, refused);
  HALLE_CHECK(store::write_parts(call, id, changed));
  return !changed.empty();
}

Result<v1::Draft> settle(sdk::Call& call, const Uuid& id, Refused refused) {
  HALLE_CHECK(bring_forward(call, id, refused));
  return message_of(call, id);
}

}  // namespace halle::disco_soupe
