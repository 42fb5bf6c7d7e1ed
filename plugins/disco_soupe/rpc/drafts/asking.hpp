#pragma once
// What a disco soupe asks other modules for. Each function says what is to be and may be repeated.
// Outside of a transaction.

#include "halle/workshops/v1/workshops.pb.h"
#include "plugins/disco_soupe/store/drafts.hpp"

namespace halle::disco_soupe {

/// The new state of a part, and why.
struct Answered {
  v1::PartState state = v1::PART_STATE_UNSPECIFIED;
  std::string reason;
  std::string thing = {};  // a session: its id in workshops
};

constexpr const char* no_module = "halle.no_such_method";
/// Whether there is no such module, or it is disabled.
inline bool is_missing(const Error& error) {
  return error.reason == no_module;
}

/// A session with a place for each guest; published if wanted, otherwise a draft.
Answered ask_session(sdk::Call& call, const store::DraftRow& draft, bool publish);
/// What a session is to a draft; people may have cancelled or moved it.
Answered state_of_session(workshops::v1::SessionState state, Instant starts,
                          const store::DraftRow& draft);
Answered ask_place(sdk::Call& call, const store::DraftRow& draft);
/// What has become of a place that was asked for.
Answered check_place(sdk::Call& call, const store::DraftRow& draft);
/// A seat for each helper, those with skills by the skills they need.
Answered ask_helpers(sdk::Call& call, const store::DraftRow& draft);

Answered free_session(sdk::Call& call, const store::DraftRow& draft);
Answered free_place(sdk::Call& call, const store::DraftRow& draft);
Answered free_helpers(sdk::Call& call, const store::DraftRow& draft);

}  // namespace halle::disco_soupe
