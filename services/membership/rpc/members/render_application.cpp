#include <nlohmann/json.hpp>

#include "core/sdk/documents/document.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues/dues.hpp"
#include "services/membership/store/dues/grids.hpp"
#include "services/membership/store/settings.hpp"

namespace halle::membership {
namespace {
/// "25,50 €"; in English "€25.50"
std::string price(std::int64_t cents, bool english) {
  std::string text = std::to_string(cents / 100);
  if (cents % 100 != 0)
    text += (english ? "." : ",") + std::string(cents % 100 < 10 ? "0" : "") +
            std::to_string(cents % 100);
  return english ? "€" + text : text + "\u00a0€";
}

std::string prices(const v1::Grid& grid, bool english) {
  std::string out = english ? "<p>You choose what you pay; nobody asks what you earn.</p>\n<ul>\n"
                            : "<p>Vous choisissez ce que vous payez ; personne ne demande ce que "
                              "vous gagnez.</p>\n<ul>\n";
  for (const auto& one : grid.brackets())
    out += "<li>" + sdk::html(one.name()) + (english ? ": " : "\u00a0: ") +
           price(one.cents(), english) + "</li>\n";
  return out + "</ul>\n";
}
}  // namespace

Result<type::v1::Document> Applications::render(sdk::Call& call,
                                                const type::v1::DocumentRequest& request) {
  const auto published = hub::v1::OrganisationsClient(call).get_published({});
  HALLE_TRY(settings, store::settings(call));
  // One that does not show itself at all is not told from one that is not there.
  if (!settings.applications() && !published) return published.error();
  HALLE_TRY(today, store::today(call));
  HALLE_TRY(grids, store::grids(call, today));
  const bool english = request.language() == "en";
  const std::string home = "/a/" + request.organisation();
  sdk::Page page{
      home + "/adherer", call.organisation_name(), english ? "Join" : "Adhérer", "", {}, ""};
  page.about = english ? "How to become a member of " + call.organisation_name() + "."
                       : "Comment devenir membre de " + call.organisation_name() + ".";
  page.menu = {{home, english ? "The association" : "L’association"},
               {page.path, page.title},
               {"/", english ? "Sign in" : "Se connecter"}};
  if (!settings.applications()) {
    page.main = english ? "<p>You cannot join on line here. Come and see us.</p>\n"
                        : "<p>On ne peut pas adhérer en ligne ici. Venez nous voir.</p>\n";
    return sdk::page_document(request, page, nlohmann::ordered_json::object());
  }
  if (grids.has_current()) page.main = prices(grids.current(), english);
  page.main += "<p><a class=\"button\" href=\"/adherer#" + call.organisation().text() + "\">" +
               (english ? "Ask to join" : "Demander à adhérer") + "</a></p>\n";
  return sdk::page_document(request, page, nlohmann::ordered_json::object());
}

}  // namespace halle::membership
