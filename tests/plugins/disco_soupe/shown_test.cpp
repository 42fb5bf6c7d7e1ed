// Where disco soupes are shown, and to whom.
#include "tests/plugins/disco_soupe/kitchen.hpp"

namespace halle::test {
namespace {
using std::chrono::hours;

class Shown : public Kitchen {};

TEST_F(Shown, AreListedAndShownOnTheHomePage) {
  const auto cards = [&] {
    kernel::v1::ListCardsRequest request;
    request.add_permissions("disco_soupe.draft.manage");
    Lines lines;
    const auto shown = must(dv::CardsClient(kernel).list(request));
    for (const auto& card : shown.cards())
      lines.push_back(card.words() + " " + std::to_string(card.values(0).number()));
    return lines;
  };
  EXPECT_EQ(cards(), Lines{});
  must(tell("Navets", 5000, "2026-03-20"));
  EXPECT_EQ(cards(), Lines{"disco_soupe.card_surplus 5"});
  failing["Extras/Set"] = {Code::failed_precondition, "shifts.begun"};
  const auto draft = must(make(propose().drafts(0)));
  EXPECT_EQ(cards(), Lines{"disco_soupe.card_failed 1"});
  clock.advance(hours(24));
  EXPECT_EQ(cards(), Lines{"disco_soupe.card_record 1"});
  EXPECT_EQ(must(dv::DraftsClient(staff).list({})).drafts(0).id(), draft.id());
  kernel::v1::ListCardsRequest nothing;
  EXPECT_EQ(must(dv::CardsClient(kernel).list(nothing)).cards_size(), 0);
  EXPECT_EQ(reasons(get("01999999-0000-7000-8000-0000000000ff")), Lines{"draft_unknown"});
}

TEST_F(Shown, AreForThoseWhoManageThem) {
  const auto draft = made();
  auto volunteer = as("volunteer");
  for (const auto& refused :
       {reasons(dv::DraftsClient(volunteer).propose({})),
        reasons(dv::DraftsClient(volunteer).list({})),
        reasons(dv::DraftsClient(volunteer).make(request_of(draft))),
        reasons(dv::DraftsClient(staff).keep({})), reasons(dv::DraftsClient(staff).end({})),
        reasons(dv::DraftsClient(staff).settle({})), reasons(dv::DraftsClient(staff).pursue({}))})
    EXPECT_EQ(refused, Lines{"halle.not_allowed"});
  auto neighbour = as("coordinator", "", elsewhere());
  dv::GetDraftRequest request;
  request.set_draft(draft.id());
  EXPECT_EQ(reasons(dv::DraftsClient(neighbour).get(request)), Lines{"draft_unknown"});
  dv::UndoRequest other;
  other.set_draft(draft.id());
  EXPECT_EQ(reasons(dv::DraftsClient(neighbour).undo(other)), Lines{"draft_unknown"});
}

}  // namespace
}  // namespace halle::test
