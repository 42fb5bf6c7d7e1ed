// backup() and restore() of supervisor.hpp.

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/db/connection.hpp"
#include "core/db/migrator.hpp"
#include "core/supervisor/children.hpp"
#include "core/supervisor/composer.hpp"
#include "core/supervisor/data_folder.hpp"
#include "core/supervisor/database.hpp"
#include "core/supervisor/migration.hpp"
#include "core/supervisor/supervisor.hpp"

namespace halle::supervisor {
namespace fs = std::filesystem;

namespace {
std::string read_all(int fd) {
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0;
       (got = ::pread(fd, buffer, sizeof buffer, static_cast<off_t>(text.size()))) > 0;)
    text.append(buffer, static_cast<std::size_t>(got));
  return text;
}

std::string last_line(int fd) {
  return split(trim(read_all(fd)), '\n').back();
}

/// A file in memory that a child writes into.
Descriptor page(const char* name) {
  return Descriptor(::memfd_create(name, MFD_CLOEXEC));
}

/// The schemas of the list that pg_restore makes of a dump.
std::vector<std::string> schemas_of(const std::string& list) {
  std::vector<std::string> schemas;
  for (const auto& line : split(list, '\n')) {
    constexpr std::string_view before = " SCHEMA - ";
    const auto at = line.find(before);
    if (at == std::string::npos) continue;
    const auto from = at + before.size();
    schemas.push_back(line.substr(from, line.find(' ', from) - from));
  }
  return schemas;
}

/// The connection string of the server that holds it; empty if that is the embedded one.
std::string kept_database(const std::string& data) {
  const auto run = Folder::open(data + "/run");
  return run ? run.value().read("database") : std::string{};
}

class Restoring {
 public:
  Restoring(const Options& options, const DataFolder& folder, Children& children)
      : options_(options),
        folder_(folder),
        children_(children),
        composer_(folder, options.composition, options.modules),
        database_(folder, children, options.limits) {}

  Task<Status> run(std::string file) {
    auto done = co_await fill(std::move(file));
    co_await database_.stop();
    co_return done;
  }

 private:
  Task<Status> fill(std::string file) {
    auto done = composer_.compose(nullptr);
    if (done) done = co_await database_.start(options_.database);
    if (!done) co_return done;
    const auto schemas = co_await schemas_in(file);
    if (!schemas) co_return schemas.error();
    const std::string admin = database_.admin();
    const auto prepare = [admin, all = schemas.value()]() -> Status {
      HALLE_TRY(in_use, db::is_in_use(admin));
      if (in_use) return refused("halle.restore_refused");
      return db::make_roles(admin, all);
    };
    const auto forever = Steady::time_point::max();
    done = co_await children_.finish(as_caller(folder_.user()), prepare, forever);
    if (done) done = co_await read_dump(file);
    if (done)
      done = co_await migrate(children_, folder_, database_, composer_, options_.node_program);
    if (!done) co_return done;
    const auto settle = [admin] { return db::after_restore(admin); };
    co_return co_await children_.finish(as_caller(folder_.user()), settle, forever);
  }

  Task<Result<std::vector<std::string>>> schemas_in(std::string file) {
    const auto list = page("list");
    const auto said = page("said");
    const auto listed =
        co_await children_.finish(listing(file, list.get(), said.get()), as_caller(folder_.user()),
                                  Steady::time_point::max());
    if (!listed) co_return why(listed.error(), said);
    auto schemas = schemas_of(read_all(list.get()));
    if (std::find(schemas.begin(), schemas.end(), "halle") == schemas.end())
      co_return refused("halle.not_a_backup", file);
    co_return schemas;
  }

  Task<Status> read_dump(std::string file) {
    const auto said = page("said");
    const auto done = co_await children_.finish(
        reading(file, said.get()), as_caller(folder_.user()), Steady::time_point::max());
    if (!done) co_return why(done.error(), said);
    co_return Done{};
  }

  Command listing(const std::string& file, int output, int errors) const {
    return pg_restore({"--list", file}, output, errors);
  }

  Command reading(const std::string& file, int said) const {
    auto environment = db::environment_of(database_.admin());
    auto command = pg_restore({"--clean", "--if-exists", "--exit-on-error", "--single-transaction",
                               "-d", environment["PGDATABASE"], file},
                              said, said);
    command.environment = std::move(environment);
    return command;
  }

  Command pg_restore(std::vector<std::string> arguments, int output, int errors) const {
    arguments.insert(arguments.begin(), database_.program("pg_restore"));
    return {std::move(arguments), {}, output, errors, {}};
  }

  static Error why(const Error& error, const Descriptor& said) {
    if (error.reason != "halle.command_failed") return error;
    return refused("halle.restore_failed", last_line(said.get()));
  }

  const Options& options_;
  const DataFolder& folder_;
  Children& children_;
  Composer composer_;
  Database database_;
};

Status restore_into(const Options& options, const std::string& file) {
  HALLE_TRY(user, choose_user());
  HALLE_CHECK(check_data_path(options.data, std::string(".s.PGSQL.5432").size(), user));
  HALLE_TRY(folder, DataFolder::take(options.data, user));
  Children children;
  Restoring restoring(options, folder, children);
  return children.run(restoring.run(file));
}
}  // namespace

Status restore(const Options& options, const std::string& file) {
  std::error_code ignored;
  Options beside = options;
  while (beside.data.size() > 1 && beside.data.ends_with('/')) beside.data.pop_back();
  const std::string data = beside.data;
  if (fs::exists(data) && !fs::is_empty(data, ignored))
    return Error{Code::failed_precondition, "halle.restore_refused", data};
  beside.data = data + ".restoring";
  fs::remove_all(beside.data, ignored);  // of a restore that was cut short
  const auto done = restore_into(beside, file);
  if (!done) {
    fs::remove_all(beside.data, ignored);
    return done;
  }
  if (std::rename(beside.data.c_str(), data.c_str()) == 0) return Done{};
  fs::remove_all(beside.data, ignored);
  return refused("halle.data_folder_unusable", data);
}

Status backup(const std::string& data, const std::string& file) {
  HALLE_TRY(user, choose_user());
  HALLE_TRY(postgres, Postgres::find(data, user));
  const std::string database = kept_database(data);
  NewFile dump(file, 0600);
  HALLE_CHECK(dump.opened());
  const auto said = page("said");
  const auto done =
      run({{postgres.program("pg_dump"), "-Fc"},
           db::environment_of(database.empty() ? postgres.admin_conninfo() : database),
           dump.descriptor(),
           said.get(),
           {}},
          as_caller(user));
  if (!done) return refused("halle.backup_failed", last_line(said.get()));
  return dump.keep();
}

}  // namespace halle::supervisor
