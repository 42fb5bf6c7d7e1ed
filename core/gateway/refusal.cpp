#include "core/gateway/refusal.hpp"

#include "core/base/text/text.hpp"

namespace halle::gateway {
namespace {
struct Words {
  const char* title;
  const char* text;
};

Words words_of(int status, bool english) {
  if (status == 404)
    return english ? Words{"There is nothing here",
                           "This page does not exist, or is not shown to everyone."}
                   : Words{"Il n’y a rien ici",
                           "Cette page n’existe pas, ou n’est pas montrée à tout le monde."};
  if (status == 413)
    return english ? Words{"That is too long",
                           "Nothing was changed. Go back, shorten your text "
                           "and send it again."}
                   : Words{"C’est trop long",
                           "Rien n’a été changé. Revenez en arrière, "
                           "raccourcissez votre texte et renvoyez-le."};
  if (status < 500)
    return english ? Words{"This form did not go through",
                           "Sending it changed nothing. Go back, reload the page and try again."}
                   : Words{"Ce formulaire n’est pas passé",
                           "Cet envoi n’a rien changé. Revenez en arrière, rechargez la page et "
                           "réessayez."};
  return english ? Words{"Please try again",
                         "The page cannot be shown just now. Try again in a moment."}
                 : Words{"Réessayez", "La page ne peut pas s’afficher. Réessayez dans un instant."};
}
}  // namespace

std::string language_of(const Request& request) {
  for (const auto& part : split(request.query, '&'))
    if (part == "lang=fr" || part == "lang=en") return part.substr(5);
  for (const auto& part : split(request.header("accept-language"), ',')) {
    const std::string tag = lower_ascii(trim(part)).substr(0, 2);
    if (tag == "fr" || tag == "en") return tag;
  }
  return "fr";
}

Reply refusal(const Request& request, int status) {
  const bool english = language_of(request) == "en";
  const auto [title, text] = words_of(status, english);
  const std::string language = english ? "en" : "fr";
  return {status,
          {{"content-type", "text/html; charset=utf-8"},
           {"cache-control", "no-store"},
           {"content-security-policy", page_policy}},
          "<!doctype html>\n<html lang=\"" + language +
              "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
              "content=\"width=device-width, initial-scale=1\"><title>" +
              title +
              "</title><link rel=\"stylesheet\" href=\"/page.css\"></head><body><main><h1>" +
              title + "</h1><p>" + text + "</p><p><a href=\"/\">" + (english ? "Home" : "Accueil") +
              "</a></p></main></body></html>\n"};
}

}  // namespace halle::gateway
