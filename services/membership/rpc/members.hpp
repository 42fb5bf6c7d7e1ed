#pragma once
// The service Members; what each method promises is said in
// proto/halle/membership/v1/membership.proto. One file per method.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.halle.hpp"

namespace halle::membership {

class Members final : public v1::MembersService {
 public:
  Result<v1::ImportMembersReply> import(sdk::Call& call,
                                        const v1::ImportMembersRequest& request) override;
  Result<v1::ListMembersReply> list(sdk::Call& call,
                                    const v1::ListMembersRequest& request) override;
  Result<v1::Member> get(sdk::Call& call, const v1::GetMemberRequest& request) override;
  Result<v1::MemberRef> find(sdk::Call& call, const v1::FindMemberRequest& request) override;
  Result<v1::SetStandingReply> set_standing(sdk::Call& call,
                                            const v1::SetStandingRequest& request) override;
  Result<v1::ListStandingsReply> list_standings(sdk::Call& call,
                                                const v1::ListStandingsRequest& request) override;
};

}  // namespace halle::membership
