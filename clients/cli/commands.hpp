#pragma once
// The commands of `halle`: one file for each group. Each adds itself to the parser and, once
// chosen, leaves what to do in `Program::run`.

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "clients/cli/output.hpp"
#include "clients/cli/session.hpp"

namespace halle::cli {

/// What is shared by all commands.
struct Program {
  std::string executable;  // absolute path of `halle`
  Place place;
  bool json = false;
  std::function<Status()> run;

  /// A session for a command that concerns one association.
  Result<std::unique_ptr<Session>> for_organisation() const;
  /// The program beside this one.
  std::string sibling(const std::string& name) const;
};

/// A command of that name; `action` runs when it is chosen.
CLI::App* add_command(CLI::App& parent, Program& program, const std::string& name,
                      const std::string& description, std::function<Status()> action);

void add_installation_commands(CLI::App& app, Program& program);
void add_demo_command(CLI::App& app, Program& program);
void add_organisation_commands(CLI::App& app, Program& program);
void add_member_commands(CLI::App& app, Program& program);
void add_import_commands(CLI::App& app, Program& program);
void add_product_commands(CLI::App& app, Program& program);
void add_cycle_commands(CLI::App& app, Program& program);
void add_order_commands(CLI::App& app, Program& program);
void add_shift_commands(CLI::App& app, Program& program);
void add_mail_commands(CLI::App& app, Program& program);
void add_premises_commands(CLI::App& app, Program& program);
void add_workshop_commands(CLI::App& app, Program& program);
void add_surplus_commands(CLI::App& app, Program& program);
void add_workshop_report(CLI::App& workshop, Program& program);
/// Those of associations, and those of who writes modules.
void add_module_commands(CLI::App& app, Program& program);
void add_author_commands(CLI::App& module, Program& program);
void add_account_commands(CLI::App& app, Program& program);
void add_call_command(CLI::App& app, Program& program);

}  // namespace halle::cli
