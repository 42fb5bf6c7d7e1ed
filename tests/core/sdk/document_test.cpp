// Other people's words in documents: they stay words.
#include "core/sdk/documents/document.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace halle::sdk {
namespace {
using Json = nlohmann::ordered_json;

type::v1::Place place(std::int32_t latitude, std::int32_t longitude) {
  type::v1::Place out;
  out.mutable_point()->set_latitude(latitude);
  out.mutable_point()->set_longitude(longitude);
  return out;
}

TEST(Document, TextStaysTextInHtml) {
  EXPECT_EQ(html("<a href=\"x\" b='y'>&amp;"),
            "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
  EXPECT_EQ(html("Thé à l’épicerie"), "Thé à l’épicerie");
}

TEST(Document, AnEmptyLineEndsAParagraph) {
  EXPECT_EQ(html_paragraphs("a\r\nb\n\n \n<c>\n"), "<p>a<br>b</p>\n<p>&lt;c&gt;</p>\n");
  EXPECT_EQ(html_paragraphs(" \n"), "");
}

TEST(Document, JsonCannotEndItsScript) {
  const Json value{{"name", "</script><!--&\xff"}};
  const auto text = json_in_script(value);
  EXPECT_EQ(text.find_first_of("<>&"), std::string::npos) << text;
  EXPECT_EQ(Json::parse(text)["name"], "</script><!--&\xef\xbf\xbd");
}

TEST(Document, APageHoldsItsDataAndItsLanguage) {
  type::v1::DocumentRequest request;
  request.set_language("en");
  request.set_address("https://halle.example");
  const Page page{"/a/x",       "<X>", "", "about \"it\"", {{"/a/x", "Here"}, {"/", "Sign in"}},
                  "<p>main</p>"};
  const auto document = page_document(request, page, Json{{"name", "<X>"}});
  EXPECT_EQ(document.content_type(), "text/html; charset=utf-8");
  for (const auto* part :
       {"<html lang=\"en\">", "<title>&lt;X&gt;</title>", "content=\"about &quot;it&quot;\"",
        "rel=\"canonical\" href=\"https://halle.example/a/x\"", "<h1>&lt;X&gt;</h1>",
        "<a href=\"/a/x\" aria-current=\"page\">Here</a>", "<p>main</p>", ">Français</a>",
        "{\"name\":\"\\u003cX\\u003e\"}"})
    EXPECT_NE(document.body().find(part), std::string::npos) << part << "\n" << document.body();
}

TEST(Document, APlaceIsOnTheGlobe) {
  EXPECT_TRUE(check_place(place(90'000'000, -180'000'000)));
  EXPECT_EQ(check_place(place(-90'000'001, 0)).error().fields[0].field, "point");
  EXPECT_EQ(check_place(place(0, 180'000'001)).error().fields[0].field, "point");
  EXPECT_EQ(check_place(place(std::numeric_limits<std::int32_t>::min(), 0)).error().reason,
            "halle.bad_place");
  EXPECT_EQ(
      map_address(place(-500, 1'900'000).point()),
      "https://www.openstreetmap.org/?mlat=-0.000500&mlon=1.900000#map=15/-0.000500/1.900000");
  auto somewhere = place(47'862'100, 1'900'000);
  EXPECT_EQ(place_text(somewhere), "");
  somewhere.set_town("Olivet");
  Json thing;
  add_place(somewhere, thing);
  EXPECT_EQ(thing.dump(),
            "{\"address\":{\"@type\":\"PostalAddress\",\"addressLocality\":\"Olivet\"},\"geo\":{"
            "\"@type\":\"GeoCoordinates\",\"latitude\":47.8621,\"longitude\":1.9}}");
}

}  // namespace
}  // namespace halle::sdk
