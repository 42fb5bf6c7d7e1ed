#include <algorithm>

#include "halle/kernel/v1/kernel.halle.hpp"
#include "services/hub/rpc/modules/modules.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/modules.hpp"
#include "services/hub/store/rights.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {
namespace {
/// The module that emits who left and who came back (halle.kernel.v1.SubjectLeft, SubjectReturned).
constexpr const char* the_register = "membership";
}  // namespace

Result<v1::ExportModuleReply> Modules::export_rows(sdk::Call& call,
                                                   const v1::ExportModuleRequest& request) {
  kernel::v1::ExportModuleRequest part;
  part.set_module(request.module());
  part.set_skip(request.skip());
  HALLE_TRY(rows, kernel::v1::ModulesClient(call).export_rows(part));
  v1::ExportModuleReply reply;
  reply.set_lines(rows.lines());
  reply.set_rows(rows.rows());
  return reply;
}

Result<v1::PurgeModuleReply> Modules::purge(sdk::Call& call,
                                            const v1::PurgeModuleRequest& request) {
  HALLE_TRY(described, all_modules(call));
  const auto modules = needs_of(described);
  HALLE_CHECK(check_known(modules, request.module()));
  HALLE_TRY(since, store::enabled_modules(call));
  call.rollback();  // what the module kept goes in a transaction of its own
  if (since.contains(request.module())) {
    Error error = bad_field("module", "hub.module_enabled", titles(modules, {request.module()}));
    error.code = Code::failed_precondition;
    return error;
  }
  for (const auto& module : described.modules()) {
    if (std::find(module.needs().begin(), module.needs().end(), request.module()) ==
        module.needs().end())
      continue;
    kernel::v1::ExportModuleRequest kept;
    kept.set_module(module.id());
    const auto rows = kernel::v1::ModulesClient(call).export_rows(kept);
    // One without tables keeps nothing.
    if (!rows && rows.error().reason == "halle.keeps_nothing") continue;
    if (!rows) return rows.error();
    if (rows.value().rows() == 0) continue;
    Error error = bad_field("module", "hub.module_built_on", titles(modules, {module.id()}));
    error.code = Code::failed_precondition;
    return error;
  }
  kernel::v1::EraseModuleRequest erase;
  erase.set_module(request.module());
  erase.set_sha256(request.sha256());
  HALLE_TRY(gone, kernel::v1::ModulesClient(call).erase(erase));
  // Nothing is left that could end what the module entrusted members with. Which members left is
  // known from the register alone.
  store::end_entrusted_by(call, request.module());
  if (request.module() == the_register) store::forget_departed(call);
  store::drop_identities(call);
  v1::ModulePurged event;
  event.set_module(request.module());
  call.emit(event, request.module());
  v1::PurgeModuleReply reply;
  reply.set_rows(gone.rows());
  return reply;
}

}  // namespace halle::hub
