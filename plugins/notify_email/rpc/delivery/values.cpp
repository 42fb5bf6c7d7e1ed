#include "plugins/notify_email/rpc/delivery/values.hpp"

#include "core/base/time/clock.hpp"
#include "plugins/notify_email/store/local_times.hpp"

namespace halle::notify_email {
namespace {
using CardValues = google::protobuf::RepeatedPtrField<kernel::v1::CardValue>;

void note(const CardValues& values, std::vector<std::int64_t>& seconds) {
  for (const auto& value : values)
    if (value.has_deadline()) seconds.push_back(value.deadline().seconds());
}

std::string text_of(const kernel::v1::CardValue& value, const LocalTimes& times,
                    const Words& words) {
  switch (value.kind_case()) {
    case kernel::v1::CardValue::kText:
      return value.text();
    case kernel::v1::CardValue::kNumber:
      return std::to_string(value.number());
    case kernel::v1::CardValue::kCents:
      return money_words(words, value.cents());
    case kernel::v1::CardValue::kDeadline: {
      const std::string local = times.of(value.deadline());
      return local.empty() ? std::string{} : moment_words(words, local);
    }
    case kernel::v1::CardValue::kDay:
      return is_day(value.day()) ? day_words(words, value.day()) : value.day();
    default:
      return {};
  }
}
}  // namespace

Result<LocalTimes> LocalTimes::ask(sdk::Call& call,
                                   const std::vector<kernel::v1::ComposedNotice>& notices) {
  std::vector<std::int64_t> seconds;
  for (const auto& notice : notices) {
    note(notice.values(), seconds);
    for (const auto& row : notice.rows()) note(row.values(), seconds);
  }
  LocalTimes times;
  if (seconds.empty()) return times;
  HALLE_TRY(local, store::local_times(call, seconds));
  times.local_ = std::move(local);
  return times;
}

std::string LocalTimes::of(const google::protobuf::Timestamp& instant) const {
  const auto found = local_.find(instant.seconds());
  return found == local_.end() ? std::string{} : found->second;
}

Values shown(const CardValues& values, const LocalTimes& times, const Words& words) {
  Values out;
  for (const auto& value : values) out[value.name()] = text_of(value, times, words);
  return out;
}

}  // namespace halle::notify_email
