#pragma once
// The services of shifts; what each method promises is said in proto/halle/shifts/v1/shifts.proto.
// One file per use case.

#include "core/sdk/call.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"

namespace halle::shifts {

class Planning final : public v1::PlanningService {
 public:
  Result<v1::ListShiftsReply> list_shifts(sdk::Call& call,
                                          const v1::ListShiftsRequest& request) override;
  Result<v1::Shift> edit_shift(sdk::Call& call, const v1::EditShiftRequest& request) override;
  Result<v1::Shift> cancel_shift(sdk::Call& call, const v1::CancelShiftRequest& request) override;
  Result<v1::ListTemplatesReply> list_templates(sdk::Call& call,
                                                const v1::ListTemplatesRequest& request) override;
  Result<v1::SetTemplateReply> set_template(sdk::Call& call,
                                            const v1::SetTemplateRequest& request) override;
  Result<v1::ImportPlanningReply> import(sdk::Call& call,
                                         const v1::ImportPlanningRequest& request) override;
  Result<v1::GenerateReply> generate(sdk::Call& call, const v1::GenerateRequest& request) override;
  Result<v1::Coverage> get_coverage(sdk::Call& call,
                                    const v1::GetCoverageRequest& request) override;
  Result<v1::Settings> get_settings(sdk::Call& call,
                                    const v1::GetSettingsRequest& request) override;
  Result<v1::Settings> set_settings(sdk::Call& call,
                                    const v1::SetSettingsRequest& request) override;
  Result<v1::Settings> add_closure(sdk::Call& call, const v1::AddClosureRequest& request) override;
  Result<v1::Settings> remove_closure(sdk::Call& call,
                                      const v1::RemoveClosureRequest& request) override;
};

class Extras final : public v1::ExtrasService {
 public:
  Result<v1::Extra> set(sdk::Call& call, const v1::SetExtraRequest& request) override;
  Result<v1::RemoveExtraReply> remove(sdk::Call& call,
                                      const v1::RemoveExtraRequest& request) override;
};

class Bookings final : public v1::BookingsService {
 public:
  Result<v1::BookReply> book(sdk::Call& call, const v1::BookRequest& request) override;
  Result<v1::CancelReply> cancel(sdk::Call& call, const v1::CancelRequest& request) override;
  Result<v1::SeekReply> seek(sdk::Call& call, const v1::SeekRequest& request) override;
  Result<v1::StopSeekingReply> stop_seeking(sdk::Call& call,
                                            const v1::StopSeekingRequest& request) override;
  Result<v1::SwapReply> swap(sdk::Call& call, const v1::SwapRequest& request) override;
  Result<v1::DeclineReply> decline(sdk::Call& call, const v1::DeclineRequest& request) override;
  Result<v1::AskReply> ask(sdk::Call& call, const v1::AskRequest& request) override;
  Result<v1::RemindReply> remind(sdk::Call& call, const v1::RemindRequest& request) override;
};

class Availability final : public v1::AvailabilityService {
 public:
  Result<v1::ListAbleReply> list_able(sdk::Call& call, const v1::ListAbleRequest& request) override;
};

class Attendances final : public v1::AttendancesService {
 public:
  Result<v1::Attendance> get(sdk::Call& call, const v1::GetAttendanceRequest& request) override;
  Result<v1::Attendance> mark(sdk::Call& call, const v1::MarkRequest& request) override;
};

class Hours final : public v1::HoursService {
 public:
  Result<v1::Statement> get_statement(sdk::Call& call,
                                      const v1::GetStatementRequest& request) override;
  Result<v1::ListMonthReply> list_month(sdk::Call& call,
                                        const v1::ListMonthRequest& request) override;
  Result<v1::Work> declare_work(sdk::Call& call, const v1::DeclareWorkRequest& request) override;
  Result<v1::ListWorkReply> list_work(sdk::Call& call, const v1::ListWorkRequest& request) override;
  Result<v1::Work> decide_work(sdk::Call& call, const v1::DecideWorkRequest& request) override;
  Result<v1::Leave> set_leave(sdk::Call& call, const v1::SetLeaveRequest& request) override;
  Result<v1::RemoveLeaveReply> remove_leave(sdk::Call& call,
                                            const v1::RemoveLeaveRequest& request) override;
  Result<v1::ListLeavesReply> list_leaves(sdk::Call& call,
                                          const v1::ListLeavesRequest& request) override;
  Result<v1::ListRulesReply> list_rules(sdk::Call& call,
                                        const v1::ListRulesRequest& request) override;
  Result<v1::ListRulesReply> set_rule(sdk::Call& call, const v1::SetRuleRequest& request) override;
  Result<v1::SimulateReply> simulate(sdk::Call& call, const v1::SimulateRequest& request) override;
  Result<v1::SettleReply> settle(sdk::Call& call, const v1::SettleRequest& request) override;
};

class Calendars final : public v1::CalendarsService {
 public:
  Result<v1::OpenCalendarReply> open(sdk::Call& call,
                                     const v1::OpenCalendarRequest& request) override;
  Result<v1::CloseCalendarReply> close(sdk::Call& call,
                                       const v1::CloseCalendarRequest& request) override;
  Result<type::v1::Document> render(sdk::Call& call,
                                    const type::v1::DocumentRequest& request) override;
  Result<type::v1::Document> render_free(sdk::Call& call,
                                         const type::v1::DocumentRequest& request) override;
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
  Result<v1::FollowedReply> on_skills_changed(sdk::Call& call,
                                              const membership::v1::SkillsChanged& event) override;
  Result<v1::FollowedReply> on_household_changed(
      sdk::Call& call, const membership::v1::HouseholdChanged& event) override;
  Result<v1::FollowedReply> on_skill_set(sdk::Call& call,
                                         const membership::v1::SkillSet& event) override;
  Result<v1::FollowedReply> on_subject_forgotten(
      sdk::Call& call, const kernel::v1::SubjectForgotten& event) override;
  Result<v1::FollowedReply> on_duty_state_changed(sdk::Call& call,
                                                  const v1::DutyStateChanged& event) override;
};

}  // namespace halle::shifts
