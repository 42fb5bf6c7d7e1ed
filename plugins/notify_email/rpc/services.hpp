#pragma once
// The services of notify_email; what each method promises is said in
// proto/halle/notify_email/v1/notify_email.proto. One file per use case.

#include "core/sdk/call.hpp"
#include "halle/notify_email/v1/notify_email.halle.hpp"

namespace halle::notify_email {

class Preferences final : public v1::PreferencesService {
 public:
  Result<v1::PreferencesReply> get(sdk::Call& call,
                                   const v1::GetPreferencesRequest& request) override;
  Result<v1::PreferencesReply> set(sdk::Call& call,
                                   const v1::SetPreferencesRequest& request) override;
  Result<type::v1::Document> render_unsubscribe(sdk::Call& call,
                                                const type::v1::DocumentRequest& request) override;
  Result<type::v1::Document> unsubscribe(sdk::Call& call,
                                         const type::v1::FormRequest& request) override;
};

class Mail final : public v1::MailService {
 public:
  Result<v1::MailState> get_state(sdk::Call& call, const v1::GetMailStateRequest& request) override;
  Result<v1::MailSettings> set_settings(sdk::Call& call,
                                        const v1::SetMailSettingsRequest& request) override;
  Result<v1::ListLettersReply> list_letters(sdk::Call& call,
                                            const v1::ListLettersRequest& request) override;
  Result<v1::RetryReply> retry(sdk::Call& call, const v1::RetryRequest& request) override;
  Result<v1::ListTemplatesReply> list_templates(sdk::Call& call,
                                                const v1::ListTemplatesRequest& request) override;
  Result<v1::Template> set_template(sdk::Call& call,
                                    const v1::SetTemplateRequest& request) override;
  Result<v1::SendTestReply> send_test(sdk::Call& call, const v1::SendTestRequest& request) override;
};

class Messages final : public v1::MessagesService {
 public:
  Result<v1::ListMessageAudiencesReply> list_audiences(
      sdk::Call& call, const v1::ListMessageAudiencesRequest& request) override;
  Result<v1::MessagePreview> preview(sdk::Call& call, const v1::MessageContent& request) override;
  Result<v1::Message> send(sdk::Call& call, const v1::MessageContent& request) override;
  Result<v1::Message> approve(sdk::Call& call, const v1::MessageRequest& request) override;
  Result<v1::Message> withdraw(sdk::Call& call, const v1::MessageRequest& request) override;
  Result<v1::ListMessagesReply> list(sdk::Call& call,
                                     const v1::ListMessagesRequest& request) override;
};

class Delivery final : public v1::DeliveryService {
 public:
  Result<v1::DeliverReply> deliver(sdk::Call& call, const v1::DeliverRequest& request) override;
  Result<v1::ClaimReply> claim(sdk::Call& call, const v1::ClaimRequest& request) override;
  Result<v1::ReportReply> report(sdk::Call& call, const v1::ReportRequest& request) override;
  Result<v1::CleanReply> clean(sdk::Call& call, const v1::CleanRequest& request) override;
};

class Notices final : public v1::NoticesService {
 public:
  Result<kernel::v1::CanDeliverReply> can_deliver(
      sdk::Call& call, const kernel::v1::CanDeliverRequest& request) override;
  Result<kernel::v1::ComposeNoticesReply> compose(
      sdk::Call& call, const kernel::v1::ComposeNoticesRequest& request) override;
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
  Result<v1::FollowedReply> on_notice_due(sdk::Call& call,
                                          const kernel::v1::NoticeDue& event) override;
  Result<v1::FollowedReply> on_subject_forgotten(
      sdk::Call& call, const kernel::v1::SubjectForgotten& event) override;
};

}  // namespace halle::notify_email
