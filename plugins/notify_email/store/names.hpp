#pragma once
// Names of the numbers that the tables of notify_email keep, for SQL.

#include "core/sdk/rows/sql_names.hpp"
#include "halle/notify_email/v1/notify_email.pb.h"

namespace halle::notify_email::store {

inline const sdk::SqlNames names{
    {"waiting", v1::LETTER_STATE_WAITING},    {"claimed", v1::LETTER_STATE_CLAIMED},
    {"sent", v1::LETTER_STATE_SENT},          {"dead", v1::LETTER_STATE_DEAD},
    {"dropped", v1::LETTER_STATE_DROPPED},    {"message_waiting", v1::MESSAGE_STATE_WAITING},
    {"message_sent", v1::MESSAGE_STATE_SENT}, {"message_withdrawn", v1::MESSAGE_STATE_WITHDRAWN}};

}  // namespace halle::notify_email::store
