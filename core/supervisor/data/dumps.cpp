// backup() and restore() of supervisor.hpp.

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "core/base/file.hpp"
#include "core/base/text/text.hpp"
#include "core/db/connection.hpp"
#include "core/db/migrator.hpp"
#include "core/supervisor/data/data_folder.hpp"
#include "core/supervisor/data/erasures.hpp"
#include "core/supervisor/database/database.hpp"
#include "core/supervisor/database/migration.hpp"
#include "core/supervisor/nodes/composer.hpp"
#include "core/supervisor/processes/children.hpp"
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
  Restoring(const Options& options, const DataFolder& folder, Children& children,
            const Ledger& ledger)
      : options_(options),
        ledger_(ledger),
        folder_(folder),
        children_(children),
        composer_(folder, options.composition, options.modules),
        database_(folder, children, options.limits) {}

  /// Number of persons forgotten again, after it has run.
  int forgotten() const {
    const auto said = read_all(forgotten_.get());
    return said.empty() ? 0 : std::stoi(said);
  }

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
    std::vector<db::Erasure> erasures;
    for (const auto& [key, one] : ledger_) erasures.push_back(one);
    const auto settle = [admin, all = std::move(erasures), count = forgotten_.get()]() -> Status {
      HALLE_CHECK(db::after_restore(admin));
      HALLE_TRY(forgotten, db::forget_again(admin, all));
      const auto text = std::to_string(forgotten);
      return ::write(count, text.data(), text.size()) > 0 ? Status(Done{})
                                                          : refused("halle.restore_failed");
    };
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
  const Ledger& ledger_;
  Descriptor forgotten_ = page("forgotten");
  const DataFolder& folder_;
  Children& children_;
  Composer composer_;
  Database database_;
};

/// Returns the number of persons forgotten again.
Result<int> restore_into(const Options& options, const std::string& file, const Ledger& ledger) {
  HALLE_TRY(user, choose_user());
  HALLE_CHECK(check_data_path(options.data, std::string(".s.PGSQL.5432").size(), user));
  HALLE_TRY(folder, DataFolder::take(options.data, user));
  Children children;
  Restoring restoring(options, folder, children, ledger);
  HALLE_CHECK(children.run(restoring.run(file)));
  HALLE_CHECK(write_ledger(options.data + "/" + ledger_file, ledger));
  return restoring.forgotten();
}

/// Whether the folder holds nothing but a ledger.
bool is_free(const std::string& data) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(data, ignored))) return true;
  if (!fs::is_directory(data, ignored)) return false;
  for (const auto& entry : fs::directory_iterator(data, ignored))
    if (entry.path().filename() != ledger_file) return false;
  return true;
}

std::string ledger_of(const std::string& dump) {
  return dump + "." + ledger_file;
}

/// The union of these ledgers.
Result<Ledger> read_ledgers(const std::vector<std::string>& files) {
  Ledger all;
  for (const auto& file : files) {
    HALLE_TRY(one, read_ledger(file));
    all.merge(one);
  }
  return all;
}

/// Replaces one folder by another, atomically; the content of the replaced one is deleted.
Status put_in_place(const std::string& made, const std::string& data) {
  std::error_code ignored;
  const bool there = fs::exists(data, ignored);
  if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, data.c_str(), there ? RENAME_EXCHANGE : 0) != 0)
    return refused("halle.data_folder_unusable", data);
  if (there) fs::remove_all(made, ignored);
  return Done{};
}

/// The persons recorded as forgotten in the running installation.
Result<Ledger> ask_ledger(const Postgres& postgres, const std::string& conninfo,
                          const RunAs& user) {
  const auto answer = page("erasures");
  const auto said = page("said");
  auto command = ask_erasures(postgres.program("psql"), conninfo, answer.get());
  command.errors = said.get();
  if (!run(command, as_caller(user))) return refused("halle.backup_failed", last_line(said.get()));
  Ledger ledger;
  HALLE_CHECK(add_erasures(ledger, read_all(answer.get())));
  return ledger;
}
}  // namespace

Result<Restored> restore(const Options& options, const std::string& file,
                         const std::string& ledger) {
  std::error_code ignored;
  Options beside = options;
  while (beside.data.size() > 1 && beside.data.ends_with('/')) beside.data.pop_back();
  const std::string data = beside.data;
  if (!is_free(data)) return Error{Code::failed_precondition, "halle.restore_refused", data};
  std::vector<std::string> ledgers{data + "/" + ledger_file, ledger_of(file)};
  if (!ledger.empty()) ledgers.push_back(ledger);
  HALLE_TRY(erased, read_ledgers(ledgers));
  Restored restored;
  restored.had_ledger = std::any_of(ledgers.begin(), ledgers.end(),
                                    [](const auto& path) { return fs::exists(path); });
  beside.data = data + ".restoring";
  fs::remove_all(beside.data, ignored);  // of a restore that was cut short
  const auto forgotten = restore_into(beside, file, erased);
  const auto done = forgotten ? put_in_place(beside.data, data) : Status(forgotten.error());
  if (!done) {
    fs::remove_all(beside.data, ignored);
    return done.error();
  }
  restored.forgotten = forgotten.value();
  return restored;
}

Status backup(const std::string& data, const std::string& file) {
  HALLE_TRY(user, choose_user());
  HALLE_TRY(postgres, Postgres::find(data, user));
  const std::string kept = kept_database(data);
  const std::string database = kept.empty() ? postgres.admin_conninfo() : kept;
  NewFile dump(file, 0600);
  HALLE_CHECK(dump.opened());
  const auto said = page("said");
  const auto done = run({{postgres.program("pg_dump"), "-Fc"},
                         db::environment_of(database),
                         dump.descriptor(),
                         said.get(),
                         {}},
                        as_caller(user));
  if (!done) return refused("halle.backup_failed", last_line(said.get()));
  // Before the dump is in place: no dump without its ledger.
  HALLE_TRY(ledger, ask_ledger(postgres, database, user));
  HALLE_CHECK(write_ledger(ledger_of(file), ledger));
  return dump.keep();
}

}  // namespace halle::supervisor
