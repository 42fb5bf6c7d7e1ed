#include "core/module/notices.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/base/text/text.hpp"

namespace halle::module {
namespace {
constexpr std::array<std::string_view, 7> signs{":", ";", "!", "?", "»", "%", "€"};
constexpr const char* compose = "/halle.kernel.v1.Notices/Compose";

Error refused(const std::string& sentence) {
  return {Code::failed_precondition, "halle.module_refused", sentence};
}

/// French puts a space that does not break before high punctuation and inside « ».
std::string typeset(const std::string& text) {
  const std::string no_break = "\u00a0";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view after = std::string_view(text).substr(i + 1);
    const bool before_sign =
        std::any_of(signs.begin(), signs.end(), [&](auto sign) { return after.starts_with(sign); });
    const bool glued = text[i] == ' ' && (before_sign || out.ends_with("«"));
    out += glued ? no_break : std::string(1, text[i]);
  }
  return out;
}

/// A key that one of two languages has and the other has not; empty if there is none.
std::string difference(const Texts& one, const Texts& other) {
  for (const auto& [key, text] : one)
    if (!other.contains(key)) return key;
  for (const auto& [key, text] : other)
    if (!one.contains(key)) return key;
  return {};
}

Status check_kind(const std::string& module, const ::halle::module::v1::Notice& kind,
                  const Texts& french) {
  for (const auto& name : {kind.id(), kind.topic()})
    if (!name.starts_with(module + "."))
      return refused("its notice " + kind.id() + " bears another module's name");
  for (const auto& key : {kind.id() + ".subject", kind.id() + ".text.1", kind.topic() + ".topic"})
    if (!french.contains(key)) return refused("its letters in French lack the text " + key);
  return Done{};
}
}  // namespace

Texts letter_texts(const ::halle::module::v1::Package& package, const std::string& language) {
  Texts texts;
  for (const auto& letters : package.letters()) {
    if (letters.language() != language) continue;
    for (const auto& line : split(letters.lines(), '\n'))
      if (const auto at = line.find(" = "); at != std::string::npos)
        texts.emplace(line.substr(0, at),
                      language == "fr" ? typeset(line.substr(at + 3)) : line.substr(at + 3));
  }
  return texts;
}

std::string paragraphs(const Texts& texts, const std::string& kind) {
  std::string all;
  for (int number = 1;; ++number) {
    const auto found = texts.find(kind + ".text." + std::to_string(number));
    if (found == texts.end()) return all;
    all += (all.empty() ? "" : "\n\n") + found->second;
  }
}

Status check_notices(const ::halle::module::v1::Manifest& manifest,
                     const ::halle::module::v1::Package& package) {
  const Texts french = letter_texts(package, "fr");
  for (const auto& letters : package.letters())
    if (const auto key = difference(french, letter_texts(package, letters.language()));
        !key.empty())
      return refused("its letters do not have the text " + key + " in every language");
  if (manifest.notices().empty()) return Done{};
  for (const auto& kind : manifest.notices()) HALLE_CHECK(check_kind(manifest.id(), kind, french));
  if (std::none_of(manifest.fills().begin(), manifest.fills().end(),
                   [](const auto& filling) { return filling.socket() == compose; }))
    return refused("it declares notices and does not fill " + std::string(compose));
  return Done{};
}

}  // namespace halle::module
