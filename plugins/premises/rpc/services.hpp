#pragma once
// The services of premises; what each method promises is said in
// proto/halle/premises/v1/premises.proto. One file per use case.

#include "core/sdk/call.hpp"
#include "halle/premises/v1/premises.halle.hpp"

namespace halle::premises {

class Zones final : public v1::ZonesService {
 public:
  Result<v1::ListZonesReply> list(sdk::Call& call, const v1::ListZonesRequest& request) override;
  Result<v1::Zone> add(sdk::Call& call, const v1::AddZoneRequest& request) override;
  Result<v1::Zone> change(sdk::Call& call, const v1::ChangeZoneRequest& request) override;
  Result<v1::CloseZoneReply> close(sdk::Call& call, const v1::CloseZoneRequest& request) override;
};

class Bookings final : public v1::BookingsService {
 public:
  Result<v1::Week> get_week(sdk::Call& call, const v1::GetWeekRequest& request) override;
  Result<v1::Booking> book(sdk::Call& call, const v1::BookRequest& request) override;
  Result<v1::Booking> move(sdk::Call& call, const v1::MoveBookingRequest& request) override;
  Result<v1::Booking> cancel(sdk::Call& call, const v1::CancelBookingRequest& request) override;
  Result<v1::Booking> answer(sdk::Call& call, const v1::AnswerBookingRequest& request) override;
  Result<v1::ListRequestsReply> list_requests(sdk::Call& call,
                                              const v1::ListRequestsRequest& request) override;
  Result<v1::ListAnswersReply> list_answers(sdk::Call& call,
                                            const v1::ListAnswersRequest& request) override;
  Result<v1::ListLeftOverReply> list_left_over(sdk::Call& call,
                                               const v1::ListLeftOverRequest& request) override;
  Result<v1::ExpireRequestsReply> expire_requests(
      sdk::Call& call, const v1::ExpireRequestsRequest& request) override;
};

class Holds final : public v1::HoldsService {
 public:
  Result<v1::Hold> take(sdk::Call& call, const v1::TakeRequest& request) override;
  Result<v1::FreeReply> free(sdk::Call& call, const v1::FreeRequest& request) override;
  Result<v1::Hold> get(sdk::Call& call, const v1::GetHoldRequest& request) override;
  Result<v1::ListFreeReply> list_free(sdk::Call& call, const v1::ListFreeRequest& request) override;
};

class Cards final : public v1::CardsService {
 public:
  Result<kernel::v1::ListCardsReply> list(sdk::Call& call,
                                          const kernel::v1::ListCardsRequest& request) override;
};

class Feeds final : public v1::FeedsService {
 public:
  Result<v1::OpenFeedReply> open(sdk::Call& call, const v1::OpenFeedRequest& request) override;
  Result<v1::ListFeedsReply> list(sdk::Call& call, const v1::ListFeedsRequest& request) override;
  Result<v1::CloseFeedReply> close(sdk::Call& call, const v1::CloseFeedRequest& request) override;
  Result<type::v1::Document> render(sdk::Call& call,
                                    const type::v1::DocumentRequest& request) override;
};

}  // namespace halle::premises
