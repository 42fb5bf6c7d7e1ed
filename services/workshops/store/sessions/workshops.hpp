#pragma once
// The tables workshops.workshop and workshops.setting.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/workshops/v1/workshops.pb.h"

namespace halle::workshops::store {

struct WorkshopRow {
  Uuid id;
  std::string title;
  std::string theme;
  std::string about;
  std::string for_whom;
  std::string languages;
  std::string bring;
};
HALLE_ROW(WorkshopRow, id, title, theme, about, for_whom, languages, bring)

/// NOT_FOUND `workshops.workshop_unknown`.
Error unknown_workshop(const std::string& id);

/// All, by title.
Result<std::vector<WorkshopRow>> workshops(sdk::Call& call);
/// Error: unknown_workshop().
Result<WorkshopRow> workshop(sdk::Call& call, const std::string& id);
/// Queues: no other transaction writes workshops until this one ends.
void lock_titles(sdk::Call& call);
/// Adds the workshop, or replaces the one with that id.
Status write_workshop(sdk::Call& call, const WorkshopRow& workshop);

/// Stored settings, or the usual ones.
struct SettingRow {
  int offer_minutes = 24 * 60;
  int last_offer_minutes = 2 * 60;
  bool smaller_may_pass = false;
  bool public_page = false;
  int free_until_minutes = 24 * 60;
  int late_percent = 0;
};
HALLE_ROW(SettingRow, offer_minutes, last_offer_minutes, smaller_may_pass, public_page,
          free_until_minutes, late_percent)

Result<SettingRow> settings(sdk::Call& call);
Status set_settings(sdk::Call& call, const SettingRow& settings);

}  // namespace halle::workshops::store
