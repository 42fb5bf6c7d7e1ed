#pragma once
// The services of hub; what each method promises is said in proto/halle/hub/v1/hub.proto. One
// file per method or pair of opposites.

#include "core/sdk/call.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "halle/hub/v1/partnerships.halle.hpp"

namespace halle::hub {

class Organisations final : public v1::OrganisationsService {
 public:
  Result<v1::Organisation> create(sdk::Call& call,
                                  const v1::CreateOrganisationRequest& request) override;
  Result<v1::ListOrganisationsReply> list(sdk::Call& call,
                                          const v1::ListOrganisationsRequest& request) override;
  Result<v1::ListNamesReply> list_names(sdk::Call& call,
                                        const v1::ListNamesRequest& request) override;
  Result<v1::Page> get_page(sdk::Call& call, const v1::GetPageRequest& request) override;
  Result<v1::Page> set_page(sdk::Call& call, const v1::SetPageRequest& request) override;
  Result<v1::OrganisationStatus> get_status(
      sdk::Call& call, const v1::GetOrganisationStatusRequest& request) override;
  Result<v1::OrganisationStatus> set_legal_status(
      sdk::Call& call, const v1::SetLegalStatusRequest& request) override;
  Result<v1::OrganisationStatus> remove_legal_status(
      sdk::Call& call, const v1::RemoveLegalStatusRequest& request) override;
  Result<v1::OrganisationStatus> let_operator(sdk::Call& call,
                                              const v1::LetOperatorRequest& request) override;
  Result<type::v1::Document> render_page(sdk::Call& call,
                                         const type::v1::DocumentRequest& request) override;
  Result<v1::GetPublishedReply> get_published(sdk::Call& call,
                                              const v1::GetPublishedRequest& request) override;
};

class Accounts final : public v1::AccountsService {
 public:
  Result<v1::Account> create(sdk::Call& call, const v1::CreateAccountRequest& request) override;
  Result<v1::SetPasswordReply> set_password(sdk::Call& call,
                                            const v1::SetPasswordRequest& request) override;
  Result<v1::SignInReply> sign_in(sdk::Call& call, const v1::SignInRequest& request) override;
  Result<v1::SignOutReply> sign_out(sdk::Call& call, const v1::SignOutRequest& request) override;
  Result<v1::SignOutReply> sign_out_everywhere(sdk::Call& call,
                                               const v1::SignOutRequest& request) override;
  Result<v1::SignInReply> change_password(sdk::Call& call,
                                          const v1::ChangePasswordRequest& request) override;
  Result<v1::WhoAmIReply> who_am_i(sdk::Call& call, const v1::WhoAmIRequest& request) override;
  Result<v1::InviteReply> invite(sdk::Call& call, const v1::InviteRequest& request) override;
  Result<v1::GetInvitationReply> get_invitation(sdk::Call& call,
                                                const v1::GetInvitationRequest& request) override;
  Result<v1::SignInReply> accept_invitation(sdk::Call& call,
                                            const v1::AcceptInvitationRequest& request) override;
  Result<v1::AskForPasswordReply> ask_for_password(
      sdk::Call& call, const v1::AskForPasswordRequest& request) override;
  Result<v1::GetPasswordLinkReply> get_password_link(
      sdk::Call& call, const v1::GetPasswordLinkRequest& request) override;
  Result<v1::SignInReply> reset_password(sdk::Call& call,
                                         const v1::ResetPasswordRequest& request) override;
  Result<v1::NoteFailureReply> note_failure(sdk::Call& call,
                                            const v1::NoteFailureRequest& request) override;
  Result<v1::GrantRoleReply> grant_role(sdk::Call& call,
                                        const v1::GrantRoleRequest& request) override;
  Result<v1::CheckLeavingReply> check_leaving(sdk::Call& call,
                                              const v1::CheckLeavingRequest& request) override;
  Result<v1::RevokeRoleReply> revoke_role(sdk::Call& call,
                                          const v1::RevokeRoleRequest& request) override;
  Result<v1::IssueTokenReply> issue_token(sdk::Call& call,
                                          const v1::IssueTokenRequest& request) override;
};

class Modules final : public v1::ModulesService {
 public:
  Result<v1::ListModulesReply> list(sdk::Call& call,
                                    const v1::ListModulesRequest& request) override;
  Result<v1::EnableModuleReply> enable(sdk::Call& call,
                                       const v1::EnableModuleRequest& request) override;
  Result<v1::DisableModuleReply> disable(sdk::Call& call,
                                         const v1::DisableModuleRequest& request) override;
  Result<v1::ExportModuleReply> export_rows(sdk::Call& call,
                                            const v1::ExportModuleRequest& request) override;
  Result<v1::PurgeModuleReply> purge(sdk::Call& call,
                                     const v1::PurgeModuleRequest& request) override;
};

class Partnerships final : public v1::PartnershipsService {
 public:
  Result<v1::Partnership> let(sdk::Call& call, const v1::LetPartnerRequest& request) override;
  Result<v1::ListPartnershipsReply> list(sdk::Call& call,
                                         const v1::ListPartnershipsRequest& request) override;
  Result<v1::EndPartnershipReply> end(sdk::Call& call,
                                      const v1::EndPartnershipRequest& request) override;
  Result<v1::ListActingReply> list_acting(sdk::Call& call,
                                          const v1::ListActingRequest& request) override;
  Result<v1::GetRightsReply> get_rights(sdk::Call& call,
                                        const v1::GetRightsRequest& request) override;
};

class Identity final : public v1::IdentityService {
 public:
  Result<kernel::v1::ResolveReply> resolve(sdk::Call& call,
                                           const kernel::v1::ResolveRequest& request) override;
  Result<kernel::v1::DescribeSubjectReply> describe_subject(
      sdk::Call& call, const kernel::v1::SubjectRequest& request) override;
  Result<kernel::v1::ListOrganisationsReply> list_organisations(
      sdk::Call& call, const kernel::v1::ListOrganisationsRequest& request) override;
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

class Followed final : public v1::FollowedService {
 public:
  Result<v1::FollowedReply> on_subject_forgotten(
      sdk::Call& call, const kernel::v1::SubjectForgotten& event) override;
  Result<v1::FollowedReply> on_subject_left(sdk::Call& call,
                                            const kernel::v1::SubjectLeft& event) override;
  Result<v1::FollowedReply> on_subject_returned(sdk::Call& call,
                                                const kernel::v1::SubjectReturned& event) override;
  Result<v1::FollowedReply> on_subjects_entrusted(
      sdk::Call& call, const kernel::v1::SubjectsEntrusted& event) override;
};

}  // namespace halle::hub
