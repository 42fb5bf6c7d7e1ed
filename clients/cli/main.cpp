// `halle`: the command line of an installation.

#include <sodium.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "clients/cli/commands.hpp"
#include "clients/cli/words.hpp"

namespace halle::cli {

Result<std::unique_ptr<Session>> Program::for_organisation() const {
  HALLE_TRY(session, Session::open(place));
  HALLE_CHECK(session->choose_organisation());
  return session;
}

std::string Program::sibling(const std::string& name) const {
  return (std::filesystem::path(executable).parent_path() / name).string();
}

CLI::App* add_command(CLI::App& parent, Program& program, const std::string& name,
                      const std::string& description, std::function<Status()> action) {
  auto* command = parent.add_subcommand(name, description);
  command->callback([&program, action = std::move(action)] { program.run = action; });
  return command;
}

namespace {
std::string default_data() {
  if (const char* given = std::getenv("HALLE_DATA")) return given;
  const char* home = std::getenv("HOME");
  if (std::filesystem::exists("/root") && home != nullptr && std::string(home) != "/root")
    return std::string(home) + "/.local/share/halle";
  return "/var/lib/halle";
}

int run(int argc, char** argv) {
  CLI::App app("Halle : la halle des coopératives");
  Program program;
  program.executable = std::filesystem::read_symlink("/proc/self/exe").string();
  program.place.data = default_data();
  app.fallthrough();
  app.require_subcommand(1);
  app.add_option("--data", program.place.data, "Dossier de l'installation")->capture_default_str();
  app.add_option("--org", program.place.organisation, "Association (code)");
  app.add_flag("--json", program.json, "Répondre en JSON");
  add_installation_commands(app, program);
  add_demo_command(app, program);
  add_organisation_commands(app, program);
  add_import_commands(app, program);
  add_member_commands(app, program);
  add_product_commands(app, program);
  add_cycle_commands(app, program);
  add_order_commands(app, program);
  add_call_command(app, program);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::cerr << describe({Code::invalid_argument, "halle.command_unreadable", error.what()});
    return 2;
  }
  program.place.data = std::filesystem::absolute(program.place.data).lexically_normal().string();
  if (const auto done = program.run(); !done) {
    std::cerr << describe(done.error());
    return 1;
  }
  return 0;
}
}  // namespace
}  // namespace halle::cli

int main(int argc, char** argv) {
  if (sodium_init() < 0) return 1;
  return halle::cli::run(argc, argv);
}
