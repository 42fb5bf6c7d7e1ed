// halle.kernel.v1.Notices: ListKinds, the kinds of notices that modules declare, with their texts,
// and ListCarriers, the modules that can deliver notices. The other methods of the service are
// extension points.

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>

#include "core/module/notices.hpp"
#include "core/node/kernel_service.hpp"
#include "core/sdk/service.hpp"
#include "halle/kernel/v1/kernel.pb.h"

namespace halle::node {
namespace kv = ::halle::kernel::v1;

namespace {
constexpr std::array languages{"fr", "en"};
constexpr const char* can_deliver = "/halle.kernel.v1.Notices/CanDeliver";
constexpr std::chrono::milliseconds patience{300};  // with one module

std::string text_of(const module::Texts& texts, const std::string& key) {
  const auto found = texts.find(key);
  return found == texts.end() ? std::string{} : found->second;
}

void add_kinds(const module::Module& module, kv::ListNoticeKindsReply& reply) {
  std::vector<std::pair<std::string, module::Texts>> known;
  for (const auto* language : languages)
    if (auto texts = module::letter_texts(module.package, language); !texts.empty())
      known.emplace_back(language, std::move(texts));
  for (const auto& notice : module.manifest.notices()) {
    auto* kind = reply.add_kinds();
    kind->set_id(notice.id());
    kind->set_topic(notice.topic());
    kind->set_necessary(notice.necessary());
    kind->set_urgent(notice.urgent());
    for (const auto& [language, texts] : known) {
      auto* out = kind->add_texts();
      out->set_language(language);
      out->set_subject(text_of(texts, notice.id() + ".subject"));
      out->set_text(module::paragraphs(texts, notice.id()));
      out->set_row(text_of(texts, notice.id() + ".row"));
      out->set_button(text_of(texts, notice.id() + ".button"));
      out->set_topic(text_of(texts, notice.topic() + ".topic"));
    }
  }
  const std::string own = module.manifest.id() + ".";
  for (const auto& [language, texts] : known) {
    for (const auto& [key, text] : texts) {
      if (key.starts_with(own)) continue;  // of a kind or topic
      auto* words = reply.add_words();
      words->set_key(own + key);
      words->set_language(language);
      words->set_text(text);
    }
  }
}

struct ModuleKinds {
  const module::Module* module = nullptr;
  kv::ListNoticeKindsReply kinds;
};

Result<kv::ListNoticeKindsReply> list_kinds(bus::Organisations& organisations,
                                            const std::vector<ModuleKinds>& all,
                                            const Uuid& organisation) {
  kv::ListNoticeKindsReply reply;
  for (const auto& [module, kinds] : all) {
    HALLE_TRY(enabled, organisations.has(organisation, module->manifest.id()));
    if (enabled || module->manifest.essential()) reply.MergeFrom(kinds);
  }
  return reply;
}
/// A module that fills Notices.CanDeliver.
struct Carrier {
  std::string module;
  std::string method;
};

std::vector<Carrier> carriers_of(const std::vector<const module::Module*>& modules) {
  std::vector<Carrier> carriers;
  for (const auto* module : modules)
    for (const auto& filling : module->manifest.fills())
      if (filling.socket() == can_deliver)
        carriers.push_back({module->manifest.id(), filling.method()});
  return carriers;
}

bool answers_that_it_can(const bus::Router& router, const bus::Context& caller,
                         const std::string& method) {
  bus::Context asked = caller;
  asked.method = method;
  asked.organisation = {};
  asked.behind = bus::behind(caller);
  asked.principal = bus::Principal::kernel();
  asked.deadline = std::min(caller.deadline, std::chrono::steady_clock::now() + patience);
  const auto bytes = router.call(asked, kv::CanDeliverRequest().SerializeAsString());
  kv::CanDeliverReply reply;
  return bytes && reply.ParseFromString(bytes.value()) && reply.can();
}

Result<kv::ListCarriersReply> list_carriers(const bus::Router& router,
                                            const std::vector<Carrier>& carriers,
                                            const bus::Context& context) {
  kv::ListCarriersReply reply;
  for (const auto& carrier : carriers)
    if (answers_that_it_can(router, context, carrier.method)) reply.add_modules(carrier.module);
  return reply;
}

Status add(const KernelView& view, const std::string& method, bus::Handler handler) {
  for (const auto& rules : view.descriptors.rules())
    if (rules.name == "/halle.kernel.v1.Notices/" + method)
      return view.router.add(rules, std::move(handler));
  return Error{Code::internal, "halle.no_such_method", method};
}
}  // namespace

Status add_notice_service(const KernelView& view) {
  auto all = std::make_shared<std::vector<ModuleKinds>>();  // packages do not change
  for (const auto* module : view.all_modules) {
    ModuleKinds kinds{module, {}};
    add_kinds(*module, kinds.kinds);
    if (!kinds.kinds.kinds().empty() || !kinds.kinds.words().empty())
      all->push_back(std::move(kinds));
  }
  HALLE_CHECK(
      add(view, "ListKinds",
          [&organisations = view.organisations, all](
              const bus::Context& context, const bus::MethodRules&, std::string_view bytes) {
            return sdk::handle_typed<kv::ListNoticeKindsRequest>(
                bytes, [&](const kv::ListNoticeKindsRequest&) {
                  return list_kinds(organisations, *all, context.organisation);
                });
          }));
  return add(view, "ListCarriers",
             [&router = view.router, all = carriers_of(view.all_modules)](
                 const bus::Context& context, const bus::MethodRules&, std::string_view bytes) {
               return sdk::handle_typed<kv::ListCarriersRequest>(
                   bytes, [&](const kv::ListCarriersRequest&) {
                     return list_carriers(router, all, context);
                   });
             });
}

}  // namespace halle::node
