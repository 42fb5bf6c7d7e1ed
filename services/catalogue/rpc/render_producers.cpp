#include <nlohmann/json.hpp>

#include "core/base/text/text.hpp"
#include "core/sdk/documents/document.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "services/catalogue/rpc/producers.hpp"
#include "services/catalogue/store/producer_rows.hpp"

namespace halle::catalogue {
namespace {
using Json = nlohmann::ordered_json;

struct Shown {
  std::string association;
  std::vector<v1::Producer> producers;
};

/// Only while the association shows itself.
Result<Shown> shown(sdk::Call& call) {
  HALLE_TRY(association, hub::v1::OrganisationsClient(call).get_published({}));
  HALLE_TRY(producers, store::producers(call, true));
  return Shown{association.name(), std::move(producers)};
}

std::string listed(const google::protobuf::RepeatedPtrField<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : " · ") + name;
  return out;
}

std::string card(const v1::Producer& producer, bool english) {
  const std::string where = sdk::place_text(producer.place());
  std::string out =
      "<li id=\"" + producer.id() + "\">\n<h2>" + sdk::html(producer.name()) + "</h2>\n";
  if (!where.empty()) out += "<p class=\"where\">" + sdk::html(where) + "</p>\n";
  out += sdk::html_paragraphs(producer.description());
  if (producer.products_size() > 0)
    out += "<p class=\"products\">" + sdk::html(listed(producer.products())) + "</p>\n";
  std::string links;
  if (!producer.website().empty())
    links += "<a href=\"" + sdk::html(producer.website()) + "\" rel=\"noopener noreferrer\">" +
             (english ? "Website: " : "Site\u00a0: ") + sdk::html(producer.name()) + "</a>\n";
  if (producer.place().has_point())
    links += "<a href=\"" + sdk::html(sdk::map_address(producer.place().point())) +
             "\" rel=\"noopener noreferrer\">" + (english ? "Map: " : "Carte\u00a0: ") +
             sdk::html(producer.name()) + "</a>\n";
  if (!links.empty()) out += "<p class=\"links\">" + links + "</p>\n";
  return out + "</li>\n";
}

Json data_of(const v1::Producer& producer, const std::string& address) {
  Json item{{"@type", "LocalBusiness"}};
  if (!address.empty()) item["@id"] = address + "#" + producer.id();
  item["name"] = producer.name();
  if (!producer.description().empty()) item["description"] = producer.description();
  if (!producer.website().empty()) item["url"] = producer.website();
  sdk::add_place(producer.place(), item);
  for (const auto& name : producer.products())
    item["makesOffer"].push_back(
        {{"@type", "Offer"}, {"itemOffered", {{"@type", "Product"}, {"name", name}}}});
  return item;
}
}  // namespace

Result<type::v1::Document> Producers::render_page(sdk::Call& call,
                                                  const type::v1::DocumentRequest& request) {
  HALLE_TRY(all, shown(call));
  const bool english = request.language() == "en";
  const std::string home = "/a/" + request.organisation();
  const std::string path = home + "/producteurs";
  const std::string address = request.address().empty() ? "" : request.address() + path;
  sdk::Page page{path, all.association, english ? "Our growers" : "Nos producteurs", "", {}, ""};
  page.about = english ? "The farms and workshops that supply " + all.association + "."
                       : "Les fermes et les ateliers qui fournissent " + all.association + ".";
  page.menu = {{home, english ? "The association" : "L’association"},
               {path, page.title},
               {"/", english ? "Sign in" : "Se connecter"}};
  Json data{{"@context", "https://schema.org"}, {"@type", "ItemList"}};
  data["name"] = page.title + " – " + all.association;
  data["numberOfItems"] = all.producers.size();
  data["itemListElement"] = Json::array();
  for (const auto& producer : all.producers) {
    page.main += card(producer, english);
    data["itemListElement"].push_back({{"@type", "ListItem"},
                                       {"position", data["itemListElement"].size() + 1},
                                       {"item", data_of(producer, address)}});
  }
  if (all.producers.empty())
    page.main = english ? "<p>No grower is presented yet.</p>\n"
                        : "<p>Aucun producteur n’est présenté pour l’instant.</p>\n";
  else
    page.main = "<ul class=\"cards\">\n" + page.main + "</ul>\n<p><a href=\"" + sdk::html(path) +
                ".geojson\">" +
                (english ? "These growers for a map (GeoJSON)"
                         : "Ces producteurs pour une carte (GeoJSON)") +
                "</a></p>\n";
  return sdk::page_document(request, page, data);
}

Result<type::v1::Document> Producers::render_map(sdk::Call& call,
                                                 const type::v1::DocumentRequest& request) {
  HALLE_TRY(all, shown(call));
  const std::string path = request.address() + "/a/" + request.organisation() + "/producteurs";
  Json map{{"type", "FeatureCollection"}, {"features", Json::array()}};
  for (const auto& producer : all.producers) {
    const auto& place = producer.place();
    if (!place.has_point()) continue;
    Json feature{{"type", "Feature"}, {"id", producer.id()}};
    feature["geometry"] = {
        {"type", "Point"},
        {"coordinates",
         {sdk::degrees(place.point().longitude()), sdk::degrees(place.point().latitude())}}};
    auto& properties = feature["properties"];
    properties["name"] = producer.name();
    properties["address"] = sdk::place_text(place);
    properties["description"] = producer.description();
    properties["website"] = producer.website();
    properties["products"] =
        std::vector<std::string>(producer.products().begin(), producer.products().end());
    properties["page"] = path + "#" + producer.id();
    map["features"].push_back(std::move(feature));
  }
  type::v1::Document document;
  document.set_content_type("application/geo+json");
  document.set_body(sdk::json_text(map));
  return document;
}

}  // namespace halle::catalogue
