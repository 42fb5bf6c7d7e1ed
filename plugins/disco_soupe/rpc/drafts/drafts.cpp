#include "core/base/time/day.hpp"
#include "plugins/disco_soupe/rpc/drafts/draft_messages.hpp"
#include "plugins/disco_soupe/rpc/services.hpp"

namespace halle::disco_soupe {
namespace {
constexpr int first_year = 2000;
constexpr int last_year = 2999;
}  // namespace

Result<v1::ListDraftsReply> Drafts::list(sdk::Call& call,
                                         const v1::ListDraftsRequest& /*request*/) {
  HALLE_TRY(rows, store::recent_drafts(call));
  HALLE_TRY(messages, messages_of(call, rows));
  v1::ListDraftsReply reply;
  for (auto& message : messages) *reply.add_drafts() = std::move(message);
  return reply;
}

Result<v1::Draft> Drafts::get(sdk::Call& call, const v1::GetDraftRequest& request) {
  HALLE_TRY(id, store::draft_id(request.draft()));
  return message_of(call, id);
}

Result<v1::Draft> Drafts::record(sdk::Call& call, const v1::RecordRequest& request) {
  const auto& outcome = request.outcome();
  HALLE_TRY(id, store::draft_id(request.draft()));
  store::lock_draft(call, id);
  HALLE_TRY(row, store::draft(call, id));
  if (row.undone) return Error{Code::failed_precondition, "disco_soupe.undone"};
  if (row.starts_at > call.now()) return Error{Code::failed_precondition, "disco_soupe.not_begun"};
  std::int64_t left = row.grams;
  for (const auto grams :
       {outcome.cooked_grams(), outcome.given_grams(), outcome.composted_grams()}) {
    if (grams < 0 || grams > left)
      return bad_field("outcome", "disco_soupe.more_than_used", std::to_string(grams));
    left -= grams;
  }
  HALLE_TRY(rows, store::uses(call, {id}));
  std::vector<Use> uses;
  for (const auto& use : rows) uses.push_back({use.lot_id, use.grams});
  HALLE_TRY(noted, store::record(call, id, outcome, left_of(std::move(uses), left)));
  if (!noted) return Error{Code::failed_precondition, "disco_soupe.left_taken"};
  return message_of(call, id);
}

Result<v1::Year> Drafts::get_year(sdk::Call& call, const v1::GetYearRequest& request) {
  HALLE_TRY(today, call.today());
  const int year = request.year() == 0 ? std::stoi(today.substr(0, 4)) : request.year();
  if (year < first_year || year > last_year)
    return bad_field("year", "disco_soupe.bad_setting", std::to_string(year));
  HALLE_TRY(row, store::year(call, year));
  v1::Year reply;
  reply.set_year(year);
  reply.set_drafts(row.drafts);
  reply.mutable_outcome()->set_cooked_grams(row.cooked_grams);
  reply.mutable_outcome()->set_given_grams(row.given_grams);
  reply.mutable_outcome()->set_composted_grams(row.composted_grams);
  reply.set_told_grams(row.told_grams);
  return reply;
}

}  // namespace halle::disco_soupe
