#include "store/crates.hpp"

namespace template_cpp::store {

halle::Result<std::vector<Holder>> holders(halle::sdk::Call& call, bool all,
                                           std::string_view number) {
  return call.query<Holder>(R"(
      SELECT member_number, crates FROM template_cpp.crate
       WHERE org_id = $1 AND ($2 OR member_number = $3)
       ORDER BY crates DESC, member_number)",
                            call.organisation(), all, number);
}

halle::Result<std::optional<std::int32_t>> crates_of(halle::sdk::Call& call,
                                                     const std::string& number) {
  return call.find<std::int32_t>(
      "SELECT crates FROM template_cpp.crate WHERE org_id = $1 AND member_number = $2",
      call.organisation(), number);
}

halle::Result<bool> set_crates(halle::sdk::Call& call, const std::string& number,
                               std::int32_t crates) {
  HALLE_TRY(changed, crates == 0
                         ? call.find<std::string>(
                               "DELETE FROM template_cpp.crate "
                               "WHERE org_id = $1 AND member_number = $2 RETURNING member_number",
                               call.organisation(), number)
                         : call.find<std::string>(R"(
      INSERT INTO template_cpp.crate (org_id, member_number, crates, since) VALUES ($1, $2, $3, $4)
          ON CONFLICT (org_id, member_number) DO UPDATE
             SET crates = excluded.crates, since = excluded.since
           WHERE crate.crates <> excluded.crates
       RETURNING member_number)",
                                                  call.organisation(), number, crates, call.now()));
  return changed.has_value();
}

}  // namespace template_cpp::store
