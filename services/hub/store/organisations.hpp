#pragma once
// The tables hub.organisation, hub.organisation_status (what an organisation is in law and for VAT
// from a day on) and hub.without_operator (organisations for which the operator of the installation
// may not act).

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/hub/v1/hub.pb.h"

namespace halle::hub::store {

/// What became of add_organisation(): each is 0 or 1.
struct Added {
  int zones = 0;  // 0: there is no such time zone, and nothing was added
  int made = 0;   // 0: the code is taken, or there is no such time zone
};
HALLE_ROW(Added, zones, made)

struct OrganisationRow {
  Uuid id;
  std::string code;
  std::string name;
  std::string time_zone;
  bool operator_acts = false;
};
HALLE_ROW(OrganisationRow, id, code, name, time_zone, operator_acts)

struct OrganisationName {
  Uuid id;
  std::string code;
  std::string name;
  bool shows_page = false;
  bool sends_letters = false;
};
HALLE_ROW(OrganisationName, id, code, name, shows_page, sends_letters)

struct KnownOrganisation {
  Uuid id;
  std::string code;
  std::string time_zone;
  std::string name;
  std::vector<std::string> modules;  // enabled, by id; essential ones are not among them
  bool operator_acts = false;
};
HALLE_ROW(KnownOrganisation, id, code, time_zone, name, modules, operator_acts)

/// The columns of hub.organisation_status are NULL together in the only row of an organisation that
/// has no status.
struct StatusRow {
  std::optional<std::string> from_day;  // YYYY-MM-DD
  std::optional<std::string> legal_form;
  std::optional<v1::VatRegime> vat;
  bool operator_acts = false;
};
HALLE_ROW(StatusRow, from_day, legal_form, vat, operator_acts)

/// Adds an organisation, unless its code is taken or its time zone is unknown to PostgreSQL.
Result<Added> add_organisation(sdk::Call& call, const v1::Organisation& organisation);

/// All organisations of the installation, in order of creation.
Result<std::vector<OrganisationRow>> organisations(sdk::Call& call);
/// The same as anybody may see them. `carriers`: ids of the modules that can deliver letters; an
/// organisation sends letters if it has enabled one of them.
Result<std::vector<OrganisationName>> organisation_names(sdk::Call& call,
                                                         const std::vector<std::string>& carriers);
/// The same as nodes need them.
Result<std::vector<KnownOrganisation>> known_organisations(sdk::Call& call);

/// The legal status of the call's organisation through time, the latest first; at least one row.
Result<std::vector<StatusRow>> statuses(sdk::Call& call);
/// Sets the status from `status.from` on, in place of what was set for that day.
Status set_status(sdk::Call& call, const v1::LegalStatus& status);
/// Removes what was set for the day, YYYY-MM-DD.
Status remove_status(sdk::Call& call, const std::string& day);

/// Queues: the operator of the installation may act for the call's organisation.
void let_operator(sdk::Call& call);
/// Queues: the operator may not. The caller has asked is_administered().
void stop_operator(sdk::Call& call);

}  // namespace halle::hub::store
