#pragma once
// The services of hub; what each method promises is said in proto/halle/hub/v1/hub.proto and
// proto/halle/kernel/v1/kernel.proto. One file per method or pair of opposites.

#include "core/sdk/call.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"

namespace halle::hub {

class Organisations final : public v1::OrganisationsService {
 public:
  Result<v1::Organisation> create(sdk::Call& call,
                                  const v1::CreateOrganisationRequest& request) override;
  Result<v1::ListOrganisationsReply> list(sdk::Call& call,
                                          const v1::ListOrganisationsRequest& request) override;
};

class Accounts final : public v1::AccountsService {
 public:
  Result<v1::Account> create(sdk::Call& call, const v1::CreateAccountRequest& request) override;
  Result<v1::SetPasswordReply> set_password(sdk::Call& call,
                                            const v1::SetPasswordRequest& request) override;
  Result<v1::SignInReply> sign_in(sdk::Call& call, const v1::SignInRequest& request) override;
  Result<v1::GrantRoleReply> grant_role(sdk::Call& call,
                                        const v1::GrantRoleRequest& request) override;
  Result<v1::RevokeRoleReply> revoke_role(sdk::Call& call,
                                          const v1::RevokeRoleRequest& request) override;
  Result<v1::IssueTokenReply> issue_token(sdk::Call& call,
                                          const v1::IssueTokenRequest& request) override;
};

class Identity final : public kernel::v1::IdentityService {
 public:
  Result<kernel::v1::ResolveReply> resolve(sdk::Call& call,
                                           const kernel::v1::ResolveRequest& request) override;
  Result<kernel::v1::ListOrganisationsReply> list_organisations(
      sdk::Call& call, const kernel::v1::ListOrganisationsRequest& request) override;
};

}  // namespace halle::hub
