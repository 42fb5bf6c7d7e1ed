#pragma once
// The services of template_cpp; what each method promises is said in its proto. A method without a
// handler does not compile.

#include "core/sdk/call.hpp"
#include "template_cpp/v1/template_cpp.halle.hpp"

namespace template_cpp {

class Crates final : public v1::CratesService {
 public:
  halle::Result<v1::LendReply> lend(halle::sdk::Call& call,
                                    const v1::LendRequest& request) override;
  halle::Result<v1::ListReply> list(halle::sdk::Call& call,
                                    const v1::ListRequest& request) override;
};

class Cards final : public v1::CardsService {
 public:
  halle::Result<halle::kernel::v1::ListCardsReply> list(
      halle::sdk::Call& call, const halle::kernel::v1::ListCardsRequest& request) override;
};

class Personal final : public v1::PersonalService {
 public:
  halle::Result<halle::membership::v1::PersonalReply> collect(
      halle::sdk::Call& call, const halle::membership::v1::PersonalRequest& request) override;
};

class Followed final : public v1::FollowedService {
 public:
  halle::Result<v1::FollowedReply> on_standing_changed(
      halle::sdk::Call& call, const halle::membership::v1::StandingChanged& event) override;
};

}  // namespace template_cpp
