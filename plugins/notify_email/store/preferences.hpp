#pragma once
// The tables notify_email.reader, preference and refusal: what members chose, and which addresses
// refuse letters.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/notify_email/v1/notify_email.pb.h"

namespace halle::notify_email::store {

struct ChoiceRow {
  std::string member_number;
  std::string topic;
  v1::Choice choice = v1::CHOICE_UNSPECIFIED;
};
HALLE_ROW(ChoiceRow, member_number, topic, choice)
/// Choices of these members.
Result<std::vector<ChoiceRow>> choices(sdk::Call& call, const std::vector<std::string>& members);
/// Replaces the choices of one member for these topics.
void set_choices(sdk::Call& call, const std::string& member, const std::vector<ChoiceRow>& rows);

struct ReaderRow {
  std::string member_number;
  std::string language;
};
HALLE_ROW(ReaderRow, member_number, language)
/// Languages of those of these members who chose one.
Result<std::vector<ReaderRow>> languages(sdk::Call& call, const std::vector<std::string>& members);
void set_language(sdk::Call& call, const std::string& member, const std::string& language);

/// Number of refusals that block an address.
inline constexpr int refusals_that_block = 3;
/// Counts a refusal of the address with that SHA-256.
void note_refusal(sdk::Call& call, const std::string& address);
/// Forgets the refusals of an address that took a letter.
void forget_refusals(sdk::Call& call, const std::string& address);
/// Forgets all refusals.
void unblock_all(sdk::Call& call);
/// SHA-256, in hexadecimal, of all addresses that are blocked.
Result<std::vector<std::string>> blocked_addresses(sdk::Call& call);

}  // namespace halle::notify_email::store
