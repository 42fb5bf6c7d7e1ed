#pragma once
// The services of disco_soupe; what each method promises is said in
// proto/halle/disco_soupe/v1/disco_soupe.proto. One file per use case.

#include "core/sdk/call.hpp"
#include "halle/disco_soupe/v1/disco_soupe.halle.hpp"

namespace halle::disco_soupe {

class Surplus final : public v1::SurplusService {
 public:
  Result<v1::ListLotsReply> list(sdk::Call& call, const v1::ListLotsRequest& request) override;
  Result<v1::Lot> tell(sdk::Call& call, const v1::TellRequest& request) override;
  Result<v1::WithdrawReply> withdraw(sdk::Call& call, const v1::WithdrawRequest& request) override;
};

class Growers final : public v1::GrowersService {
 public:
  Result<v1::OpenLinkReply> open_link(sdk::Call& call, const v1::OpenLinkRequest& request) override;
  Result<v1::ListLinksReply> list_links(sdk::Call& call,
                                        const v1::ListLinksRequest& request) override;
  Result<v1::CloseLinkReply> close_link(sdk::Call& call,
                                        const v1::CloseLinkRequest& request) override;
  Result<type::v1::Document> render(sdk::Call& call,
                                    const type::v1::DocumentRequest& request) override;
  Result<type::v1::Document> send(sdk::Call& call, const type::v1::FormRequest& request) override;
};

class Drafts final : public v1::DraftsService {
 public:
  Result<v1::ProposeReply> propose(sdk::Call& call, const v1::ProposeRequest& request) override;
  Result<v1::Draft> make(sdk::Call& call, const v1::MakeRequest& request) override;
  Result<v1::ListDraftsReply> list(sdk::Call& call, const v1::ListDraftsRequest& request) override;
  Result<v1::Draft> get(sdk::Call& call, const v1::GetDraftRequest& request) override;
  Result<v1::Draft> try_again(sdk::Call& call, const v1::TryAgainRequest& request) override;
  Result<v1::Draft> undo(sdk::Call& call, const v1::UndoRequest& request) override;
  Result<v1::Draft> record(sdk::Call& call, const v1::RecordRequest& request) override;
  Result<v1::Year> get_year(sdk::Call& call, const v1::GetYearRequest& request) override;
  Result<v1::KeepReply> keep(sdk::Call& call, const v1::KeepRequest& request) override;
  Result<v1::EndReply> end(sdk::Call& call, const v1::EndRequest& request) override;
  Result<v1::Draft> settle(sdk::Call& call, const v1::SettleRequest& request) override;
  Result<v1::PursueReply> pursue(sdk::Call& call, const v1::PursueRequest& request) override;
};

class Settings final : public v1::SettingsService {
 public:
  Result<v1::CookingSettings> get(sdk::Call& call, const v1::GetSettingsRequest& request) override;
  Result<v1::CookingSettings> set(sdk::Call& call, const v1::SetSettingsRequest& request) override;
};

class Cards final : public v1::CardsService {
 public:
  Result<kernel::v1::ListCardsReply> list(sdk::Call& call,
                                          const kernel::v1::ListCardsRequest& request) override;
};

class Followed final : public v1::FollowedService {
 public:
  Result<v1::FollowedReply> on_booking_changed(sdk::Call& call,
                                               const premises::v1::BookingChanged& event) override;
  Result<v1::FollowedReply> on_session_changed(sdk::Call& call,
                                               const workshops::v1::SessionChanged& event) override;
};

}  // namespace halle::disco_soupe
