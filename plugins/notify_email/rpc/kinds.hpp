#pragma once
// The kinds of notices of the modules enabled in the call's organisation, with their texts.

#include <map>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/kernel/v1/kernel.pb.h"
#include "plugins/notify_email/domain/letters/words.hpp"

namespace halle::notify_email {

class Kinds {
 public:
  /// Asks the kernel; not inside a transaction.
  static Result<Kinds> ask(sdk::Call& call);

  const kernel::v1::ListNoticeKindsReply& all() const { return reply_; }
  /// Null if no enabled module declares it.
  const kernel::v1::NoticeKind* find(const std::string& kind) const;
  /// The texts of a kind in that language, or in French; null if there are none.
  const kernel::v1::NoticeText* text(const std::string& kind, const std::string& language) const;
  /// This module's own words in that language, by key.
  const Words& words(const std::string& language) const;
  /// The name of an audience of another module in that language; `key`: as in Audience.words.
  std::string audience(const std::string& id, const std::string& key, const std::string& name,
                       const std::string& language) const;
  /// Topics whose letters are not necessary, with their names, in the order of modules.
  std::vector<std::pair<std::string, std::string>> topics(const std::string& language) const;

 private:
  kernel::v1::ListNoticeKindsReply reply_;
  std::map<std::string, const kernel::v1::NoticeKind*> by_id_;
  std::map<std::string, Words> words_;      // by language: of all modules, by their whole keys
  std::map<std::string, Words> own_words_;  // by language
};

/// Its own language, or French.
inline std::string known_language(const std::string& language) {
  return language == "en" ? "en" : "fr";
}

}  // namespace halle::notify_email
