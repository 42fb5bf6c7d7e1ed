#include "rpc/services.hpp"

namespace template_cpp {
namespace {
constexpr const char* select_holders = R"(
  SELECT member_number, crates FROM template_cpp.crate
   WHERE org_id = $1 AND ($2 OR member_number = $3)
   ORDER BY crates DESC, member_number)";
}  // namespace

halle::Result<v1::ListReply> Crates::list(halle::sdk::Call& call, const v1::ListRequest&) {
  HALLE_TRY(rows, call.query(select_holders, call.organisation(),
                             call.allowed("template_cpp.crate.lend"), call.subject()));
  v1::ListReply reply;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    auto* holder = reply.add_holders();
    holder->set_member(rows[row].text(0));
    holder->set_crates(static_cast<std::int32_t>(rows[row].number(1)));
  }
  return reply;
}

}  // namespace template_cpp
