#pragma once
// The services of orders; what each method promises is said in proto/halle/orders/v1/orders.proto.
// One file per use case.

#include "core/sdk/call.hpp"
#include "halle/orders/v1/orders.halle.hpp"

namespace halle::orders {

class Cycles final : public v1::CyclesService {
 public:
  Result<v1::Cycle> open(sdk::Call& call, const v1::OpenCycleRequest& request) override;
  Result<v1::ListCyclesReply> list(sdk::Call& call, const v1::ListCyclesRequest& request) override;
  Result<v1::GetCycleReply> get(sdk::Call& call, const v1::GetCycleRequest& request) override;
  Result<v1::ListOffersReply> list_offers(sdk::Call& call,
                                          const v1::ListOffersRequest& request) override;
  Result<v1::GetFillingReply> get_filling(sdk::Call& call,
                                          const v1::GetFillingRequest& request) override;
  Result<v1::CycleProgress> get_progress(sdk::Call& call,
                                         const v1::GetCycleRequest& request) override;
  Result<v1::CloseCycleReply> close(sdk::Call& call, const v1::CloseCycleRequest& request) override;
  Result<v1::StopCycleReply> stop(sdk::Call& call, const v1::StopCycleRequest& request) override;
  Result<v1::CloseDueReply> close_due(sdk::Call& call, const v1::CloseDueRequest& request) override;
  Result<v1::ReleaseHoldsReply> release_holds(sdk::Call& call,
                                              const v1::ReleaseHoldsRequest& request) override;
  Result<v1::RemindReply> remind(sdk::Call& call, const v1::RemindRequest& request) override;
  Result<v1::SupplierOrdersReply> get_supplier_orders(sdk::Call& call,
                                                      const v1::GetSheetRequest& request) override;
  Result<v1::AllotmentsReply> get_allotments(sdk::Call& call,
                                             const v1::GetSheetRequest& request) override;
};

class Orders final : public v1::OrdersService {
 public:
  Result<v1::SetLinesReply> set_lines(sdk::Call& call, const v1::SetLinesRequest& request) override;
  Result<v1::ConfirmOrderReply> confirm(sdk::Call& call,
                                        const v1::ConfirmOrderRequest& request) override;
  Result<v1::CancelOrderReply> cancel(sdk::Call& call,
                                      const v1::CancelOrderRequest& request) override;
  Result<v1::Order> get(sdk::Call& call, const v1::GetOrderRequest& request) override;
  Result<v1::ListOrdersReply> list(sdk::Call& call, const v1::ListOrdersRequest& request) override;
};

class Accounts final : public v1::AccountsService {
 public:
  Result<v1::GetStatementReply> get_statement(sdk::Call& call,
                                              const v1::GetStatementRequest& request) override;
  Result<v1::ListBalancesReply> list_balances(sdk::Call& call,
                                              const v1::ListBalancesRequest& request) override;
  Result<v1::GetFundReply> get_fund(sdk::Call& call, const v1::GetFundRequest& request) override;
  Result<v1::PostReply> post(sdk::Call& call, const v1::PostRequest& request) override;
};

class Cards final : public v1::CardsService {
 public:
  Result<kernel::v1::ListCardsReply> list(sdk::Call& call,
                                          const kernel::v1::ListCardsRequest& request) override;
};

class Notices final : public v1::NoticesService {
 public:
  Result<kernel::v1::ComposeNoticesReply> compose(
      sdk::Call& call, const kernel::v1::ComposeNoticesRequest& request) override;
  Result<kernel::v1::ListAudiencesReply> list_audiences(
      sdk::Call& call, const kernel::v1::ListAudiencesRequest& request) override;
};

class Deliveries final : public v1::DeliveriesService {
 public:
  Result<v1::DeliveryLink> issue_link(sdk::Call& call,
                                      const v1::IssueDeliveryLinkRequest& request) override;
  Result<v1::ListDeliveriesReply> list(sdk::Call& call,
                                       const v1::ListDeliveriesRequest& request) override;
  Result<v1::DeliverySheet> get_sheet(sdk::Call& call,
                                      const v1::GetDeliverySheetRequest& request) override;
  Result<v1::MarkSeenReply> mark_seen(sdk::Call& call, const v1::MarkSeenRequest& request) override;
  Result<v1::ReportShortageReply> report_shortage(
      sdk::Call& call, const v1::ReportShortageRequest& request) override;
};

class Personal final : public v1::PersonalService {
 public:
  Result<membership::v1::PersonalReply> collect(
      sdk::Call& call, const membership::v1::PersonalRequest& request) override;
  Result<membership::v1::MayForgetReply> may_forget(
      sdk::Call& call, const membership::v1::PersonalRequest& request) override;
};

class Followed final : public v1::FollowedService {
 public:
  Result<v1::FollowedReply> on_member_joined(sdk::Call& call,
                                             const membership::v1::MemberJoined& event) override;
  Result<v1::FollowedReply> on_standing_changed(
      sdk::Call& call, const membership::v1::StandingChanged& event) override;
  Result<v1::FollowedReply> on_dues_charged(sdk::Call& call,
                                            const membership::v1::DuesCharged& event) override;
  Result<v1::FollowedReply> on_dues_paid(sdk::Call& call,
                                         const membership::v1::DuesPaid& event) override;
  Result<v1::FollowedReply> on_dues_cancelled(sdk::Call& call,
                                              const membership::v1::DuesCancelled& event) override;
};

}  // namespace halle::orders
