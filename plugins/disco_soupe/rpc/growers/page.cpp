#include <nlohmann/json.hpp>

#include "core/base/text/decimal.hpp"
#include "core/base/text/text.hpp"
#include "core/sdk/documents/document.hpp"
#include "plugins/disco_soupe/domain/page_words.hpp"
#include "plugins/disco_soupe/rpc/services.hpp"
#include "plugins/disco_soupe/rpc/surplus/telling.hpp"
#include "plugins/disco_soupe/store/links.hpp"

namespace halle::disco_soupe {
namespace {
using sdk::html;

/// What a grower has typed, and what came of it.
struct Typed {
  std::string product;
  std::string kilograms;
  std::string until;
  std::string lot;      // its id, so that what is sent twice is told once
  std::string refused;  // reason
  std::string done;     // a sentence
};

Error unknown_link() {
  return {Code::not_found, "disco_soupe.link_unknown"};
}

std::string path_of(const type::v1::DocumentRequest& request) {
  return "/a/" + request.organisation() + "/surplus/" + request.key();
}

/// The beginning of a form. It has no id of an operation, since no reply is kept: it has the link.
std::string form(const type::v1::DocumentRequest& request) {
  return "<form method=\"post\" action=\"" + html(path_of(request)) + "\">\n";
}

std::string field(const std::string& label, const std::string& name, const std::string& attributes,
                  const std::string& value) {
  return "<p><label for=\"" + name + "\">" + label + "</label>\n<input id=\"" + name +
         "\" name=\"" + name + "\" required " + attributes + " value=\"" + html(value) +
         "\"></p>\n";
}

/// "Disco soupe : 7,5 kg, samedi 5 décembre à 9 h, Cuisine"
std::string planned_words(const store::PlannedRow& planned, bool english) {
  return (english ? "Disco soupe: " : "Disco soupe : ") + kilograms(planned.grams, english) + ", " +
         day_words(planned.day, english) + (english ? " at " : " à ") +
         hour_words(planned.hour, english) + ", " + planned.place_name;
}

/// The lots that were told by the link, with a button for each that can be taken back.
std::string lots_html(const type::v1::DocumentRequest& request,
                      const std::vector<store::LotRow>& lots,
                      const std::vector<store::PlannedRow>& planned, bool english) {
  if (lots.empty())
    return english ? "<p>Nothing is offered at the moment.</p>\n"
                   : "<p>Rien n’est annoncé pour le moment.</p>\n";
  std::string out = "<ul class=\"cards\">\n";
  for (const auto& lot : lots) {
    const std::string words = lot.product + " : " + kilograms(lot.grams, english) +
                              (english ? ", until " : ", jusqu’au ") +
                              day_words(lot.last_day, english);
    out += "<li><p>" + html(words) + "</p>\n";
    for (const auto& one : planned)
      if (one.lot_id == lot.id) out += "<p>" + html(planned_words(one, english)) + "</p>\n";
    const bool whole = lot.used_grams == 0;
    const std::string take_back = english ? (whole ? "Take back: " : "Take the rest back: ")
                                          : (whole ? "Retirer : " : "Retirer le reste : ");
    if (lot.used_grams < lot.grams)
      out += form(request) + "<p><button type=\"submit\" name=\"withdraw\" value=\"" +
             lot.id.text() + "\">" + html(take_back + lot.product) + "</button></p>\n</form>\n";
    out += "</li>\n";
  }
  return out + "</ul>\n";
}

std::string tell_html(const sdk::Call& call, const type::v1::DocumentRequest& request,
                      const Typed& typed, bool english) {
  return form(request) + "<input type=\"hidden\" name=\"lot\" value=\"" + call.new_id().text() +
         "\">\n" +
         field(english ? "Product" : "Produit", "product", "maxlength=\"80\"", typed.product) +
         field(english ? "Kilograms" : "Kilos", "kg", "inputmode=\"decimal\"", typed.kilograms) +
         field(english ? "Last day on which it can be cooked" : "Dernier jour pour le cuisiner",
               "until", "type=\"date\"", typed.until) +
         "<p><button type=\"submit\">" + (english ? "Tell" : "Annoncer") +
         "</button></p>\n</form>\n";
}

Result<type::v1::Document> page(sdk::Call& call, const type::v1::DocumentRequest& request,
                                const store::LinkRow& link, const Typed& typed) {
  const bool english = request.language() == "en";
  HALLE_TRY(lots, store::open_lots(call, link.id));
  HALLE_TRY(planned, store::planned(call, link.id));
  sdk::Page out{path_of(request),
                call.organisation_name(),
                (english ? "Surplus of " : "Surplus : ") + link.name,
                "",
                {},
                ""};
  out.unlisted = true;
  if (!typed.refused.empty())
    out.main += "<p role=\"alert\">" + html(refusal_words(typed.refused, english)) + "</p>\n";
  if (!typed.done.empty()) out.main += "<p role=\"status\">" + html(typed.done) + "</p>\n";
  out.main += "<p>" +
              std::string(english ? "What you cannot sell becomes a soup that people cook and eat "
                                    "together. This page is yours: keep its address to yourself."
                                  : "Ce que vous ne pouvez pas vendre devient une soupe cuisinée "
                                    "et mangée ensemble. Cette page est à vous : gardez son "
                                    "adresse pour vous.") +
              "</p>\n<h2>" + (english ? "Tell surplus" : "Annoncer un surplus") + "</h2>\n" +
              tell_html(call, request, typed, english) + "<h2>" +
              (english ? "Offered now" : "Annoncé en ce moment") + "</h2>\n" +
              lots_html(request, lots, planned, english);
  return sdk::page_document(request, out, nlohmann::ordered_json::object());
}

std::string value_of(const type::v1::FormRequest& request, const char* name) {
  for (const auto& one : request.fields())
    if (one.name() == name) return one.value();
  return {};
}

/// Tells a lot, once if the same is sent again; what was taken back since is not told again.
Status tell_typed(sdk::Call& call, const store::LinkRow& link, const Typed& typed) {
  const auto grams = parse_decimal(typed.kilograms, 3).value_or(0);
  const std::string product = trim(typed.product);
  const Uuid id = typed.lot.empty()
                      ? call.new_id()
                      : derive_uuid(link.id, typed.lot + "/" + typed.until + "/" +
                                                 std::to_string(grams) + "/" + product);
  store::lock_lots(call);
  HALLE_TRY(own, store::open_lots(call, link.id));
  for (const auto& lot : own)
    if (lot.id == id) return Done{};
  HALLE_TRY(known, store::lots(call, {id}));
  if (!known.empty()) return store::unknown_lot(id.text());
  HALLE_TRY(lot, tell(call, {id, product, grams, typed.until, link.id}));
  return Done{};
}
}  // namespace

Result<type::v1::Document> Growers::render(sdk::Call& call,
                                           const type::v1::DocumentRequest& request) {
  HALLE_TRY(link, store::link_of(call, request.key()));
  if (!link) return unknown_link();
  return page(call, request, *link, {});
}

Result<type::v1::Document> Growers::send(sdk::Call& call, const type::v1::FormRequest& request) {
  const auto& document = request.document();
  const bool english = document.language() == "en";
  HALLE_TRY(found, store::hold_link(call, document.key()));
  if (!found) return unknown_link();
  const auto& link = *found;
  const auto withdrawn = value_of(request, "withdraw");
  Typed typed;
  if (withdrawn.empty())
    typed = {value_of(request, "product"),
             value_of(request, "kg"),
             value_of(request, "until"),
             value_of(request, "lot"),
             "",
             ""};
  const Status done = withdrawn.empty() ? tell_typed(call, link, typed)
                                        : store::withdraw_lot(call, withdrawn, link.id);
  if (!done) {
    if (done.error().reason.rfind("disco_soupe.", 0) != 0) return done.error();
    call.rollback();  // what was refused changes nothing
    typed.refused = done.error().reason;
    return page(call, document, link, typed);
  }
  typed = {};
  typed.done = withdrawn.empty()
                   ? (english ? "Thank you! We have noted it." : "Merci ! C’est noté.")
                   : (english ? "It is taken back." : "C’est retiré.");
  return page(call, document, link, typed);
}

}  // namespace halle::disco_soupe
