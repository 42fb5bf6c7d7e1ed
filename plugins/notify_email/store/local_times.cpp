#include "plugins/notify_email/store/local_times.hpp"

namespace halle::notify_email::store {
namespace {
struct LocalRow {
  std::int64_t seconds = 0;
  std::string local;
};
HALLE_ROW(LocalRow, seconds, local)
}  // namespace

Result<std::map<std::int64_t, std::string>> local_times(sdk::Call& call,
                                                        const std::vector<std::int64_t>& seconds) {
  HALLE_TRY(rows,
            call.query<LocalRow>("SELECT s AS seconds, to_char(to_timestamp(s) AT TIME ZONE $1, "
                                 "'YYYY-MM-DD HH24:MI') AS local FROM unnest($2::bigint[]) s",
                                 call.zone(), seconds));
  std::map<std::int64_t, std::string> times;
  for (auto& row : rows) times[row.seconds] = std::move(row.local);
  return times;
}

}  // namespace halle::notify_email::store
