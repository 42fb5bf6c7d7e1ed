#pragma once
// The services of workshops; what each method promises is said in
// proto/halle/workshops/v1. One file per use case.

#include "core/sdk/call.hpp"
#include "halle/workshops/v1/visitors.halle.hpp"
#include "halle/workshops/v1/workshops.halle.hpp"

namespace halle::workshops {

class Workshops final : public v1::WorkshopsService {
 public:
  Result<v1::ListWorkshopsReply> list(sdk::Call& call,
                                      const v1::ListWorkshopsRequest& request) override;
  Result<v1::Workshop> set(sdk::Call& call, const v1::SetWorkshopRequest& request) override;
  Result<v1::Settings> get_settings(sdk::Call& call,
                                    const v1::GetSettingsRequest& request) override;
  Result<v1::Settings> set_settings(sdk::Call& call,
                                    const v1::SetSettingsRequest& request) override;
};

class Sessions final : public v1::SessionsService {
 public:
  Result<v1::ListSessionsReply> list(sdk::Call& call,
                                     const v1::ListSessionsRequest& request) override;
  Result<v1::Session> get(sdk::Call& call, const v1::GetSessionRequest& request) override;
  Result<v1::Session> add(sdk::Call& call, const v1::AddSessionRequest& request) override;
  Result<v1::ListSessionsReply> repeat(sdk::Call& call,
                                       const v1::RepeatSessionRequest& request) override;
  Result<v1::Session> change(sdk::Call& call, const v1::ChangeSessionRequest& request) override;
  Result<v1::Session> publish(sdk::Call& call, const v1::PublishSessionRequest& request) override;
  Result<v1::Session> cancel(sdk::Call& call, const v1::CancelSessionRequest& request) override;
  Result<v1::FreeZonesReply> free_zones(sdk::Call& call,
                                        const v1::FreeZonesRequest& request) override;
};

class ExtraSessions final : public v1::ExtraSessionsService {
 public:
  Result<v1::Session> set(sdk::Call& call, const v1::SetExtraSessionRequest& request) override;
  Result<v1::RemoveExtraSessionReply> remove(sdk::Call& call,
                                             const v1::RemoveExtraSessionRequest& request) override;
};

class Registrations final : public v1::RegistrationsService {
 public:
  Result<v1::Registration> register_(sdk::Call& call, const v1::RegisterRequest& request) override;
  Result<v1::Registration> accept(sdk::Call& call, const v1::AcceptRequest& request) override;
  Result<v1::Registration> cancel(sdk::Call& call, const v1::CancelRequest& request) override;
  Result<v1::ListRegistrationsReply> list(sdk::Call& call,
                                          const v1::ListRegistrationsRequest& request) override;
  Result<v1::MarkReply> mark(sdk::Call& call, const v1::MarkRequest& request) override;
  Result<v1::Registration> pay(sdk::Call& call, const v1::PayRequest& request) override;
  Result<v1::Registration> pay_back(sdk::Call& call, const v1::PayBackRequest& request) override;
  Result<v1::PostDuesReply> post_dues(sdk::Call& call, const v1::PostDuesRequest& request) override;
  Result<v1::AdvanceReply> advance(sdk::Call& call, const v1::AdvanceRequest& request) override;
  Result<v1::RemindReply> remind(sdk::Call& call, const v1::RemindRequest& request) override;
};

class Reports final : public v1::ReportsService {
 public:
  Result<v1::Report> get(sdk::Call& call, const v1::GetReportRequest& request) override;
};

class Calendars final : public v1::CalendarsService {
 public:
  Result<v1::OpenCalendarReply> open(sdk::Call& call,
                                     const v1::OpenCalendarRequest& request) override;
  Result<v1::CloseCalendarReply> close(sdk::Call& call,
                                       const v1::CloseCalendarRequest& request) override;
  Result<type::v1::Document> render(sdk::Call& call,
                                    const type::v1::DocumentRequest& request) override;
  Result<type::v1::Document> render_public(sdk::Call& call,
                                           const type::v1::DocumentRequest& request) override;
};

class Visitors final : public v1::VisitorsService {
 public:
  Result<type::v1::Document> render_sessions(sdk::Call& call,
                                             const type::v1::DocumentRequest& request) override;
  Result<type::v1::Document> render_session(sdk::Call& call,
                                            const type::v1::DocumentRequest& request) override;
  Result<type::v1::Document> register_(sdk::Call& call,
                                       const type::v1::FormRequest& request) override;
  Result<type::v1::Document> render_registration(sdk::Call& call,
                                                 const type::v1::DocumentRequest& request) override;
  Result<type::v1::Document> answer(sdk::Call& call, const type::v1::FormRequest& request) override;
  Result<v1::Registration> add(sdk::Call& call, const v1::AddVisitorRequest& request) override;
  Result<v1::Registration> confirm(sdk::Call& call,
                                   const v1::ConfirmVisitorRequest& request) override;
  Result<v1::ForgetVisitorsReply> forget(sdk::Call& call,
                                         const v1::ForgetVisitorsRequest& request) override;
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
};

class Personal final : public v1::PersonalService {
 public:
  Result<membership::v1::PersonalReply> collect(
      sdk::Call& call, const membership::v1::PersonalRequest& request) override;
};

class Followed final : public v1::FollowedService {
 public:
  Result<v1::FollowedReply> on_member_joined(sdk::Call& call,
                                             const membership::v1::MemberJoined& event) override;
  Result<v1::FollowedReply> on_standing_changed(
      sdk::Call& call, const membership::v1::StandingChanged& event) override;
  Result<v1::FollowedReply> on_session_changed(sdk::Call& call,
                                               const v1::SessionChanged& event) override;
  Result<v1::FollowedReply> on_booking_changed(sdk::Call& call,
                                               const premises::v1::BookingChanged& event) override;
  Result<v1::FollowedReply> on_due_changed(sdk::Call& call, const v1::DueChanged& event) override;
  Result<v1::FollowedReply> on_subject_forgotten(
      sdk::Call& call, const kernel::v1::SubjectForgotten& event) override;
};

}  // namespace halle::workshops
