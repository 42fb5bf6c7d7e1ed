#include "plugins/notify_email/rpc/kinds.hpp"

#include <set>

#include "halle/kernel/v1/kernel.halle.hpp"

namespace halle::notify_email {
namespace {
constexpr std::string_view own = "notify_email.";
}  // namespace

Result<Kinds> Kinds::ask(sdk::Call& call) {
  Kinds kinds;
  HALLE_TRY(reply, kernel::v1::NoticesClient(call).list_kinds({}));
  kinds.reply_ = std::move(reply);
  for (const auto& kind : kinds.reply_.kinds()) kinds.by_id_[kind.id()] = &kind;
  for (const auto& words : kinds.reply_.words()) {
    kinds.words_[words.language()][words.key()] = words.text();
    if (words.key().starts_with(own))
      kinds.own_words_[words.language()][words.key().substr(own.size())] = words.text();
  }
  return kinds;
}

const kernel::v1::NoticeKind* Kinds::find(const std::string& kind) const {
  const auto found = by_id_.find(kind);
  return found == by_id_.end() ? nullptr : found->second;
}

const kernel::v1::NoticeText* Kinds::text(const std::string& kind,
                                          const std::string& language) const {
  const auto* known = find(kind);
  if (known == nullptr || known->texts().empty()) return nullptr;
  for (const auto& text : known->texts())
    if (text.language() == language) return &text;
  return &known->texts(0);
}

const Words& Kinds::words(const std::string& language) const {
  static const Words none;
  const auto found = own_words_.find(language);
  return found == own_words_.end() ? none : found->second;
}

std::string Kinds::audience(const std::string& id, const std::string& key, const std::string& name,
                            const std::string& language) const {
  const auto found = words_.find(language);
  if (found == words_.end()) return name.empty() ? id : name;
  const auto text = word(found->second, id.substr(0, id.find('.')) + "." + key);
  return text.empty() ? (name.empty() ? id : name) : fill(text, {{"name", name}});
}

std::vector<std::pair<std::string, std::string>> Kinds::topics(const std::string& language) const {
  std::vector<std::pair<std::string, std::string>> topics;
  std::set<std::string> seen;
  for (const auto& kind : reply_.kinds())
    if (!kind.necessary() && seen.insert(kind.topic()).second)
      if (const auto* known = text(kind.id(), language))
        topics.emplace_back(kind.topic(), known->topic());
  return topics;
}

}  // namespace halle::notify_email
