#pragma once
// Notices: what a module tells people by letter (halle.kernel.v1.NoticeDue), and what it answers
// when it is asked for their content (Notices.Compose).

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/sdk/call.hpp"
#include "core/sdk/time.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"

namespace halle::sdk {

/// Recipients that one event names at most.
inline constexpr std::size_t most_notice_subjects = 500;

/// What is to be told.
struct Notice {
  std::string kind;   // declared in the module's manifest
  std::string about;  // id of the thing it is about, for Compose
  Instant until{};    // of no use from then on
};

/// Emits, in the call's transaction, that one recipient is to be told, whom Compose names.
inline void emit_notice(Call& call, const Notice& notice) {
  kernel::v1::NoticeDue event;
  event.set_kind(notice.kind);
  event.set_about(notice.about);
  set_timestamp(*event.mutable_until(), notice.until);
  call.emit(event, notice.about);
}

/// Emits that these recipients are to be told, by their numbers, in as many events as that takes;
/// none without recipients.
inline void emit_notice(Call& call, const Notice& notice,
                        const std::vector<std::string>& subjects) {
  for (std::size_t at = 0; at < subjects.size(); at += most_notice_subjects) {
    kernel::v1::NoticeDue event;
    event.set_kind(notice.kind);
    event.set_about(notice.about);
    set_timestamp(*event.mutable_until(), notice.until);
    const auto end = std::min(at + most_notice_subjects, subjects.size());
    for (auto i = at; i < end; ++i) event.add_subjects(subjects[i]);
    call.emit(event, notice.about);
  }
}

/// Whether a module can deliver notices in the call's organisation now; not if none answers. Asks
/// other modules: outside a transaction.
inline bool can_deliver(Call& call) {
  const auto answers = kernel::v1::NoticesClient(call).can_deliver({});
  return answers && std::any_of(answers.value().begin(), answers.value().end(),
                                [](const auto& answer) { return answer.reply.can(); });
}

/// The answers of Compose: one for each notice of the module's kinds, obsolete until it is filled.
class ComposedNotices {
 public:
  /// `module`: id of the module that answers. `request` outlives this object.
  ComposedNotices(const kernel::v1::ComposeNoticesRequest& request, const std::string& module)
      : request_(request) {
    for (const auto& asked : request.notices()) {
      if (!asked.kind().starts_with(module + ".")) continue;
      auto* answer = reply_.add_notices();
      answer->set_index(asked.index());
      answer->set_obsolete(true);
      answers_.emplace(asked.index(), answer);
    }
  }
  ComposedNotices(const ComposedNotices&) = delete;
  ComposedNotices& operator=(const ComposedNotices&) = delete;

  /// The notices of one kind.
  std::vector<const kernel::v1::NoticeToCompose*> of(std::string_view kind) const {
    std::vector<const kernel::v1::NoticeToCompose*> all;
    for (const auto& asked : request_.notices())
      if (asked.kind() == kind) all.push_back(&asked);
    return all;
  }
  /// The answer to one of the module's notices, which is not obsolete from now on.
  kernel::v1::ComposedNotice& fill(int index) {
    auto& answer = *answers_.at(index);
    answer.set_obsolete(false);
    return answer;
  }
  /// Leaves the notices of a kind without an answer, because it cannot be found out now: the module
  /// that delivers asks again later.
  void leave_open(std::string_view kind) {
    for (const auto* asked : of(kind)) open_.insert(asked->index());
  }
  kernel::v1::ComposeNoticesReply take() {
    auto& notices = *reply_.mutable_notices();
    notices.erase(
        std::remove_if(notices.begin(), notices.end(),
                       [this](const auto& answer) { return open_.contains(answer.index()); }),
        notices.end());
    return std::move(reply_);
  }

 private:
  const kernel::v1::ComposeNoticesRequest& request_;
  kernel::v1::ComposeNoticesReply reply_;
  std::unordered_map<int, kernel::v1::ComposedNotice*> answers_;
  std::unordered_set<int> open_;  // indices of those left open
};

/// Adds a value that the texts contain under `name`.
inline kernel::v1::CardValue& add_value(kernel::v1::ComposedNotice& notice, const char* name) {
  auto& value = *notice.add_values();
  value.set_name(name);
  return value;
}
/// The same for a line of the table.
inline kernel::v1::CardValue& add_value(kernel::v1::NoticeRow& row, const char* name) {
  auto& value = *row.add_values();
  value.set_name(name);
  return value;
}

}  // namespace halle::sdk
