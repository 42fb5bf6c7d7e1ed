#pragma once
// Pages that the gateway itself makes: there is no such document, a form was not accepted.

#include <string>

#include "core/gateway/http/http.hpp"

namespace halle::gateway {

/// Content security policy of pages. No script runs; the script elements hold data only. Forms go
/// to this site only, where they are read at the paths of forms and without a cookie; calls refuse
/// their content type.
inline constexpr const char* page_policy =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

/// The reader's language, "fr" or "en": `lang` in the query, else the first that the browser names.
std::string language_of(const Request& request);

/// A page with that status that says why there is no other one.
Reply refusal(const Request& request, int status);

}  // namespace halle::gateway
