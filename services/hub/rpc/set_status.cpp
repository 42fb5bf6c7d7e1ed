#include "core/base/clock.hpp"
#include "core/base/text.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/rights.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {
namespace {
constexpr std::size_t longest_form = 100;

Result<v1::OrganisationStatus> status(sdk::Call& call) {
  HALLE_TRY(rows, call.query("SELECT s.from_day, s.legal_form, s.vat, hub.operator_acts($1) FROM "
                             "(SELECT $1::uuid AS id) o LEFT JOIN hub.organisation_status s "
                             "ON s.org_id = o.id ORDER BY s.from_day DESC",
                             call.organisation()));
  v1::OrganisationStatus reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    reply.set_operator_acts(rows[r].truth(3));
    if (rows[r].is_null(0)) continue;
    auto* out = reply.add_legal();
    out->set_from(rows[r].text(0));
    out->set_legal_form(rows[r].text(1));
    out->set_vat(static_cast<v1::VatRegime>(rows[r].number(2)));
  }
  return reply;
}
}  // namespace

Result<v1::OrganisationStatus> Organisations::get_status(
    sdk::Call& call, const v1::GetOrganisationStatusRequest& /*request*/) {
  return status(call);
}

Result<v1::OrganisationStatus> Organisations::set_legal_status(
    sdk::Call& call, const v1::SetLegalStatusRequest& request) {
  const auto& given = request.status();
  const std::string form = trim(given.legal_form());
  if (!is_day(given.from())) return bad_field("from", "hub.bad_day", given.from());
  if (form.empty() || !is_plain_prose(form, longest_form) || form.find('\n') != std::string::npos)
    return bad_field("legal_form", "hub.bad_legal_form", form);
  if (given.vat() < v1::VAT_REGIME_NOT_LIABLE || given.vat() > v1::VAT_REGIME_LIABLE)
    return bad_field("vat", "hub.bad_vat");
  HALLE_CHECK(call.query(R"(
      INSERT INTO hub.organisation_status (org_id, from_day, legal_form, vat, said_at)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (org_id, from_day) DO UPDATE SET legal_form = excluded.legal_form,
          vat = excluded.vat, said_at = excluded.said_at)",
                         call.organisation(), given.from(), form,
                         static_cast<std::int64_t>(given.vat()), call.now()));
  return status(call);
}

Result<v1::OrganisationStatus> Organisations::remove_legal_status(
    sdk::Call& call, const v1::RemoveLegalStatusRequest& request) {
  if (!is_day(request.from())) return bad_field("from", "hub.bad_day", request.from());
  HALLE_CHECK(call.query("DELETE FROM hub.organisation_status WHERE org_id = $1 AND from_day = $2",
                         call.organisation(), request.from()));
  return status(call);
}

Result<v1::OrganisationStatus> Organisations::let_operator(sdk::Call& call,
                                                           const v1::LetOperatorRequest& request) {
  if (request.acts()) {
    call.queue("DELETE FROM hub.without_operator WHERE org_id = $1", call.organisation());
  } else {
    store::lock_rights(call);
    HALLE_TRY(administrators,
              call.query("SELECT 1 FROM hub.role_grant g JOIN hub.credential c USING (account_id) "
                         "WHERE g.org_id = $1 AND g.role = 'administrator' LIMIT 1",
                         call.organisation()));
    if (administrators.empty()) return Error{Code::failed_precondition, "hub.no_administrator"};
    call.queue(
        "INSERT INTO hub.without_operator (org_id, since) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        call.organisation(), call.now());
  }
  store::drop_identities(call);
  return status(call);
}

}  // namespace halle::hub
