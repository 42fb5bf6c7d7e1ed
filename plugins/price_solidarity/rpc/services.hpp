#pragma once
// The services of price_solidarity; what each method promises is said in
// proto/halle/price_solidarity/v1/price_solidarity.proto. One file per use case.

#include "core/sdk/call.hpp"
#include "halle/price_solidarity/v1/price_solidarity.halle.hpp"

namespace halle::price_solidarity {

class Choices final : public v1::ChoicesService {
 public:
  Result<v1::Choice> get(sdk::Call& call, const v1::GetChoiceRequest& request) override;
  Result<v1::Choice> set(sdk::Call& call, const v1::SetChoiceRequest& request) override;
};

class Coefficients final : public v1::CoefficientsService {
 public:
  Result<v1::GetCoefficientsReply> get(sdk::Call& call,
                                       const v1::GetCoefficientsRequest& request) override;
  Result<v1::GetCoefficientsReply> set(sdk::Call& call,
                                       const v1::SetCoefficientsRequest& request) override;
};

class Prices final : public v1::PricesService {
 public:
  Result<orders::v1::AdjustReply> adjust(sdk::Call& call,
                                         const orders::v1::AdjustRequest& request) override;
};

class Personal final : public v1::PersonalService {
 public:
  Result<membership::v1::PersonalReply> collect(
      sdk::Call& call, const membership::v1::PersonalRequest& request) override;
};

class Followed final : public v1::FollowedService {
 public:
  Result<v1::FollowedReply> on_standing_changed(
      sdk::Call& call, const membership::v1::StandingChanged& event) override;
  Result<v1::FollowedReply> on_subject_forgotten(
      sdk::Call& call, const kernel::v1::SubjectForgotten& event) override;
};

}  // namespace halle::price_solidarity
