#include "core/supervisor/database/migration.hpp"

namespace halle::supervisor {
namespace {
Command migrate_command(const DataFolder& folder, const Database& database,
                        const Composer& composer, const std::string& node_program, int log) {
  return {{node_program, "migrate", "--composition", composer.file(), "--modules",
           folder.run().path("modules"), "--dump", folder.dumps(), "--pg-dump",
           database.program("pg_dump")},
          {{"HALLE_DATABASE", database.admin()}},
          log,
          log,
          {}};
}
}  // namespace

Task<Status> migrate(Children& children, const DataFolder& folder, const Database& database,
                     const Composer& composer, std::string node_program) {
  constexpr const char* name = "migrate.log";
  const auto since = folder.log().size(name);
  const auto log = folder.open_log(name);
  if (!log) co_return log.error();
  auto done = co_await children.finish(
      migrate_command(folder, database, composer, node_program, log.value().get()), folder.user(),
      Steady::time_point::max());
  if (done || done.error().reason != "halle.command_failed") co_return done;
  // Its last word is the reason, and what it is about.
  const auto said = folder.last_reason(name, since);
  if (said.empty()) co_return refused("halle.migration_failed", folder.log().path(name));
  const auto space = said.find(' ');
  co_return refused(said.substr(0, space),
                    space == std::string::npos ? std::string{} : said.substr(space + 1));
}

}  // namespace halle::supervisor
