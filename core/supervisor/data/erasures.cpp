#include "core/supervisor/data/erasures.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <optional>

#include "core/base/file.hpp"
#include "core/base/text/text.hpp"
#include "core/db/connection.hpp"

namespace halle::supervisor {
namespace {
constexpr std::chrono::seconds between_questions{10};
constexpr std::chrono::seconds last_question{3};
constexpr std::size_t longest_subject = 1000;
constexpr std::string_view last_line = "end ";

std::string check_of(std::string_view line) {
  return hex(sha256(line)).substr(0, 8);
}

std::string line_of(const db::Erasure& one) {
  return format_instant(one.at) + " " + one.organisation.text() + " " + one.key.text() + " " +
         one.subject;
}

/// Of a line without its check.
std::optional<db::Erasure> read_line(std::string_view line) {
  const auto word = [&line] {
    const auto taken = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(taken.size() + 1, line.size()));
    return taken;
  };
  const auto at = parse_instant(word());
  const auto organisation = Uuid::parse(word());
  const auto key = Uuid::parse(word());
  if (!at || !organisation || !key || line.empty() || !is_plain_text(line, longest_subject))
    return {};
  return db::Erasure{*organisation, *key, std::string(line), *at};
}

/// The same of one with its check, as files have it.
std::optional<db::Erasure> read_checked(std::string_view line) {
  const auto space = line.rfind(' ');
  if (space == std::string_view::npos || check_of(line.substr(0, space)) != line.substr(space + 1))
    return {};
  return read_line(line.substr(0, space));
}

bool add(Ledger& ledger, const db::Erasure& one) {
  return ledger.try_emplace({one.organisation, one.key}, one).second;
}

std::string read_all(int fd) {
  std::string text;
  char buffer[1 << 16];
  for (ssize_t got = 0;
       (got = ::pread(fd, buffer, sizeof buffer, static_cast<off_t>(text.size()))) > 0;)
    text.append(buffer, static_cast<std::size_t>(got));
  return text;
}

Error damaged(const std::string& path, std::size_t line) {
  return refused("halle.ledger_damaged", path + ":" + std::to_string(line));
}
}  // namespace

Result<Ledger> read_ledger(const std::string& path) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  Ledger ledger;
  if (fd.get() < 0 && errno == ENOENT) return ledger;
  char byte = 0;
  if (fd.get() < 0 || ::pread(fd.get(), &byte, 1, 0) < 0)
    return refused("halle.ledger_unreadable", path);
  const std::string text = read_all(fd.get());
  const auto lines = split(text, '\n');
  // Of a whole file the last line ends.
  const std::size_t last =
      lines.size() < 2 || !lines.back().empty() ? lines.size() : lines.size() - 2;
  for (std::size_t n = 0; n < lines.size() && n < last; ++n) {
    const auto one = read_checked(lines[n]);
    if (!one || !add(ledger, *one)) return damaged(path, n + 1);
  }
  if (last == lines.size() || lines[last] != std::string(last_line) + std::to_string(last))
    return damaged(path, last == lines.size() ? last : last + 1);
  return ledger;
}

Status write_ledger(const std::string& path, const Ledger& ledger) {
  std::string text;
  for (const auto& [key, one] : ledger) {
    const auto line = line_of(one);
    text += line + " " + check_of(line) + "\n";
  }
  text += std::string(last_line) + std::to_string(ledger.size()) + "\n";
  return write_file(path, text, 0600);
}

Command ask_erasures(const std::string& psql, const std::string& conninfo, int output) {
  auto environment = db::environment_of(conninfo);
  environment.try_emplace("PGCONNECT_TIMEOUT", "10");
  return {{psql, "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", "SET ROLE halle_kernel", "-c",
           std::string(db::erasures_query)},
          std::move(environment),
          output,
          -1,
          {}};
}

Result<bool> add_erasures(Ledger& ledger, const std::string& output) {
  Ledger told;
  std::size_t n = 0;
  for (const auto& line : split(output, '\n')) {
    ++n;
    if (line.empty()) continue;
    const auto one = read_line(line);
    if (!one) return damaged("halle.erasure", n);
    add(told, *one);
  }
  const auto before = ledger.size();
  ledger.merge(told);
  return ledger.size() > before;
}

void LedgerKeeper::tend() {
  if (pid_ > 0 && !children_.runs(pid_)) take();
  if (pid_ < 0 && Steady::now() >= due_) ask();
}

void LedgerKeeper::ask() {
  due_ = Steady::now() + between_questions;
  answer_ = Descriptor(::memfd_create("erasures", MFD_CLOEXEC));
  const auto pid =
      children_.start(ask_erasures(database_.program("psql"), database_.admin(), answer_.get()),
                      as_caller(folder_.user()));
  if (pid) pid_ = pid.value();
}

Task<bool> LedgerKeeper::wait() {
  const std::vector<pid_t> asked(1, pid_);
  co_await children_.ask(asked, 0, Steady::now() + last_question);
  const bool answered = !children_.runs(pid_);
  co_await children_.ask(asked, SIGKILL, Steady::time_point::max());
  take();
  co_return answered;
}

Task<void> LedgerKeeper::finish() {
  if (due_ == Steady::time_point{}) co_return;  // there was no database to ask
  // What is being answered may be from before.
  bool answered = true;
  if (pid_ > 0) answered = co_await wait();
  if (!answered) co_return;
  ask();
  if (pid_ > 0) answered = co_await wait();
}

/// A damaged ledger is put aside: the database knows all its entries.
Ledger LedgerKeeper::known() const {
  const std::string path = folder_.data().path(ledger_file);
  auto ledger = read_ledger(path);
  if (ledger) return std::move(ledger.value());
  composer_.note("halle.ledger_put_aside", "-", "-", ledger.error().detail);
  std::rename(path.c_str(), (path + ".damaged").c_str());
  return {};
}

void LedgerKeeper::take() {
  const int status = children_.status_of(std::exchange(pid_, -1));
  if (status != 0) return;  // asked again
  const auto answer = read_all(answer_.get());
  auto ledger = known();
  const auto added = add_erasures(ledger, answer);
  const std::string path = folder_.data().path(ledger_file);
  if (added && !added.value() && folder_.data().size(ledger_file) > 0) return;
  const auto written = added ? write_ledger(path, ledger) : Status(added.error());
  if (!written)
    composer_.note("halle.ledger_unwritable", "-", "-",
                   written.error().reason + " " + written.error().detail);
}

}  // namespace halle::supervisor
