#include "core/db/kernel_query.hpp"

namespace halle::db {

Result<std::string> kernel_query(Database& database, std::string_view sql,
                                 const std::vector<std::string>& params) {
  HALLE_TRY(connection, database.for_this_thread());
  std::vector<Param> bound;
  bound.reserve(params.size());
  for (const auto& param : params) bound.push_back({Param::Kind::text, param});
  connection->queue("BEGIN");
  connection->queue("SET LOCAL ROLE halle_kernel");
  const auto place = connection->queue(sql, bound);
  connection->queue("COMMIT");
  HALLE_TRY(block, connection->wait(place));
  return block;
}

}  // namespace halle::db
