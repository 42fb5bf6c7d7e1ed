#pragma once
// The services of membership; what each method promises is said in
// proto/halle/membership/v1/membership.proto. One file for what belongs together.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.halle.hpp"

namespace halle::membership {

class Members final : public v1::MembersService {
 public:
  Result<v1::ImportMembersReply> import(sdk::Call& call,
                                        const v1::ImportMembersRequest& request) override;
  Result<v1::Member> add(sdk::Call& call, const v1::AddMemberRequest& request) override;
  Result<v1::Member> edit(sdk::Call& call, const v1::EditMemberRequest& request) override;
  Result<v1::Member> leave(sdk::Call& call, const v1::LeaveRequest& request) override;
  Result<v1::ListMembersReply> list(sdk::Call& call,
                                    const v1::ListMembersRequest& request) override;
  Result<v1::Member> get(sdk::Call& call, const v1::GetMemberRequest& request) override;
  Result<v1::MemberRef> find(sdk::Call& call, const v1::FindMemberRequest& request) override;
  Result<v1::ListContactsReply> list_contacts(sdk::Call& call,
                                              const v1::ListContactsRequest& request) override;
  Result<v1::CountPostCodesReply> count_post_codes(
      sdk::Call& call, const v1::CountPostCodesRequest& request) override;
  Result<v1::ExportMemberReply> export_data(sdk::Call& call,
                                            const v1::ExportMemberRequest& request) override;
  Result<v1::Member> erase(sdk::Call& call, const v1::EraseMemberRequest& request) override;
  Result<v1::SetStandingReply> set_standing(sdk::Call& call,
                                            const v1::SetStandingRequest& request) override;
  Result<v1::Household> get_household(sdk::Call& call,
                                      const v1::GetHouseholdRequest& request) override;
  Result<v1::Household> set_household(sdk::Call& call,
                                      const v1::SetHouseholdRequest& request) override;
  Result<v1::ListStandingsReply> list_standings(sdk::Call& call,
                                                const v1::ListStandingsRequest& request) override;
  Result<v1::Settings> get_settings(sdk::Call& call,
                                    const v1::GetSettingsRequest& request) override;
  Result<v1::Settings> set_settings(sdk::Call& call,
                                    const v1::SetSettingsRequest& request) override;
  Result<v1::SetLateReply> set_late(sdk::Call& call, const v1::SetLateRequest& request) override;
};

class Dues final : public v1::DuesService {
 public:
  Result<v1::GridReply> get_grid(sdk::Call& call, const v1::GetGridRequest& request) override;
  Result<v1::GridReply> set_grid(sdk::Call& call, const v1::SetGridRequest& request) override;
  Result<v1::Period> renew(sdk::Call& call, const v1::RenewRequest& request) override;
  Result<v1::Period> mark_paid(sdk::Call& call, const v1::MarkPaidRequest& request) override;
  Result<v1::Period> cancel(sdk::Call& call, const v1::CancelPeriodRequest& request) override;
  Result<v1::ListPeriodsReply> list_periods(sdk::Call& call,
                                            const v1::ListPeriodsRequest& request) override;
  Result<v1::ListDuesReply> list(sdk::Call& call, const v1::ListDuesRequest& request) override;
  Result<v1::FollowDuesReply> follow(sdk::Call& call,
                                     const v1::FollowDuesRequest& request) override;
};

class Skills final : public v1::SkillsService {
 public:
  Result<v1::ListSkillsReply> list(sdk::Call& call, const v1::ListSkillsRequest& request) override;
  Result<v1::ListSkillsReply> set(sdk::Call& call, const v1::SetSkillRequest& request) override;
  Result<v1::ListHeldSkillsReply> grant(sdk::Call& call,
                                        const v1::GrantSkillRequest& request) override;
  Result<v1::ListHeldSkillsReply> revoke(sdk::Call& call,
                                         const v1::RevokeSkillRequest& request) override;
  Result<v1::ListHeldSkillsReply> list_held(sdk::Call& call,
                                            const v1::ListHeldSkillsRequest& request) override;
};

class Mandates final : public v1::MandatesService {
 public:
  Result<v1::ListMandatesReply> list(sdk::Call& call,
                                     const v1::ListMandatesRequest& request) override;
  Result<v1::ListMandatesReply> set_commission(sdk::Call& call,
                                               const v1::SetCommissionRequest& request) override;
  Result<v1::ListMandatesReply> set(sdk::Call& call, const v1::SetMandateRequest& request) override;
  Result<v1::ListMandatesReply> end(sdk::Call& call, const v1::EndMandateRequest& request) override;
  Result<v1::FollowMandatesReply> follow(sdk::Call& call,
                                         const v1::FollowMandatesRequest& request) override;
};

class Applications final : public v1::ApplicationsService {
 public:
  Result<v1::ApplicationForm> get_form(sdk::Call& call, const v1::GetFormRequest& request) override;
  Result<v1::ApplyReply> apply(sdk::Call& call, const v1::ApplyRequest& request) override;
  Result<type::v1::Document> render(sdk::Call& call,
                                    const type::v1::DocumentRequest& request) override;
  Result<v1::ListApplicationsReply> list(sdk::Call& call,
                                         const v1::ListApplicationsRequest& request) override;
  Result<v1::Member> accept(sdk::Call& call, const v1::AcceptApplicationRequest& request) override;
  Result<v1::DeclineApplicationReply> decline(
      sdk::Call& call, const v1::DeclineApplicationRequest& request) override;
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

}  // namespace halle::membership
