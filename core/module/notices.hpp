#pragma once
// The kinds of notices that a module declares (halle.module.v1.Notice), and their texts.

#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "halle/module/v1/manifest.pb.h"
#include "halle/module/v1/package.pb.h"

namespace halle::module {

/// Texts by key, in one language.
using Texts = std::map<std::string, std::string, std::less<>>;

/// The texts of letters in that language, French with its spaces that do not break; empty if the
/// package has none.
Texts letter_texts(const ::halle::module::v1::Package& package, const std::string& language);

/// The paragraphs of a kind, `KIND.text.1` and so on, separated by empty lines.
std::string paragraphs(const Texts& texts, const std::string& kind);

/// Verifies that ids and topics bear the module's name, that each kind has a subject, a text and
/// the name of its topic in French, that the other languages have the same keys, and that the
/// module fills Notices.Compose if it declares kinds. Error `halle.module_refused`; the detail is
/// one sentence.
Status check_notices(const ::halle::module::v1::Manifest& manifest,
                     const ::halle::module::v1::Package& package);

}  // namespace halle::module
