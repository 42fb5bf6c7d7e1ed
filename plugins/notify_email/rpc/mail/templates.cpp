#include <map>

#include "core/base/text/text.hpp"
#include "plugins/notify_email/rpc/kinds.hpp"
#include "plugins/notify_email/rpc/services.hpp"
#include "plugins/notify_email/store/settings.hpp"

namespace halle::notify_email {
namespace {
constexpr std::size_t longest_subject = 200;
constexpr std::size_t longest_text = 4000;

v1::Template template_of(const std::string& kind, const kernel::v1::NoticeText& text) {
  v1::Template out;
  out.set_kind(kind);
  out.set_language(text.language());
  out.set_topic(text.topic());
  out.set_usual_subject(text.subject());
  out.set_usual_text(text.text());
  return out;
}

/// A `{name}` of the own text that letters of the kind do not have; empty if there is none.
std::string unknown_name(const v1::Template& usual, const std::string& own) {
  auto known = names_in(usual.usual_subject() + usual.usual_text());
  known.insert({"association", "first_name"});
  for (const auto& name : names_in(own))
    if (!known.contains(name)) return name;
  return {};
}

/// Whether an own text leaves out what the letter is there for: a usual text that is a value and
/// nothing else.
bool lacks_content(const std::string& usual, const std::string& own) {
  const auto names = names_in(usual);
  const bool only_a_value = names.size() == 1 && usual == "{" + *names.begin() + "}";
  return only_a_value && !own.empty() && !names_in(own).contains(*names.begin());
}
}  // namespace

Result<v1::ListTemplatesReply> Mail::list_templates(sdk::Call& call,
                                                    const v1::ListTemplatesRequest& /*request*/) {
  HALLE_TRY(kinds, Kinds::ask(call));
  HALLE_TRY(rows, store::templates(call));
  std::map<std::pair<std::string, std::string>, const store::TemplateRow*> own;
  for (const auto& row : rows) own[{row.kind, row.language}] = &row;
  v1::ListTemplatesReply reply;
  for (const auto& kind : kinds.all().kinds()) {
    for (const auto& text : kind.texts()) {
      auto& out = *reply.add_templates();
      out = template_of(kind.id(), text);
      if (const auto found = own.find({kind.id(), text.language()}); found != own.end()) {
        out.set_subject(found->second->subject);
        out.set_text(found->second->text);
      }
    }
  }
  return reply;
}

Result<v1::Template> Mail::set_template(sdk::Call& call, const v1::SetTemplateRequest& request) {
  HALLE_TRY(kinds, Kinds::ask(call));
  const auto* text = kinds.text(request.kind(), request.language());
  if (text == nullptr || text->language() != request.language())
    return not_found("kind", "notify_email.kind_unknown", request.kind());
  auto out = template_of(request.kind(), *text);
  out.set_subject(trim(request.subject()));
  out.set_text(trim(request.text()));
  if (!is_plain_text(out.subject(), longest_subject))
    return bad_field("subject", "notify_email.bad_text");
  if (!is_plain_prose(out.text(), longest_text)) return bad_field("text", "notify_email.bad_text");
  for (const auto& [field, own] :
       {std::pair{"subject", out.subject()}, std::pair{"text", out.text()}})
    if (const auto name = unknown_name(out, own); !name.empty())
      return bad_field(field, "notify_email.value_unknown", "{" + name + "}");
  if (lacks_content(out.usual_text(), out.text()))
    return bad_field("text", "notify_email.value_needed", out.usual_text());
  store::set_template(call, {out.kind(), out.language(), out.subject(), out.text()});
  return out;
}

}  // namespace halle::notify_email
