#pragma once
// The services of member_wishes; what each method promises is said in
// proto/halle/member_wishes/v1/member_wishes.proto. One file per use case.

#include "core/sdk/call.hpp"
#include "halle/member_wishes/v1/member_wishes.halle.hpp"

namespace halle::member_wishes {

class Wishes final : public v1::WishesService {
 public:
  Result<v1::ListWishesReply> list(sdk::Call& call, const v1::ListWishesRequest& request) override;
  Result<v1::ListWishesReply> find_similar(sdk::Call& call,
                                           const v1::FindSimilarRequest& request) override;
  Result<v1::Wish> suggest(sdk::Call& call, const v1::SuggestRequest& request) override;
  Result<v1::Wish> join(sdk::Call& call, const v1::JoinRequest& request) override;
  Result<v1::LeaveReply> leave(sdk::Call& call, const v1::LeaveRequest& request) override;
  Result<v1::MarkSeenReply> mark_seen(sdk::Call& call, const v1::MarkSeenRequest& request) override;
  Result<type::v1::Document> render_photo(sdk::Call& call,
                                          const type::v1::DocumentRequest& request) override;
  Result<v1::RedrawPhotosReply> redraw_photos(sdk::Call& call,
                                              const v1::RedrawPhotosRequest& request) override;
  Result<v1::FoldAnewReply> fold_anew(sdk::Call& call, const v1::FoldAnewRequest& request) override;
};

class Answers final : public v1::AnswersService {
 public:
  Result<v1::Wish> give(sdk::Call& call, const v1::GiveAnswerRequest& request) override;
  Result<v1::ListWantingReply> list_wanting(sdk::Call& call,
                                            const v1::ListWantingRequest& request) override;
  Result<v1::RemoveWishReply> remove(sdk::Call& call,
                                     const v1::RemoveWishRequest& request) override;
};

class Cards final : public v1::CardsService {
 public:
  Result<kernel::v1::ListCardsReply> list(sdk::Call& call,
                                          const kernel::v1::ListCardsRequest& request) override;
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

}  // namespace halle::member_wishes
