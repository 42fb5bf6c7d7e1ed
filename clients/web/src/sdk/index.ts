// What a module's screens may use of the shell.
export * from "./calls/ask";
export { Calls, reasonsOf } from "./calls/calls";
export { connected, onReturn, Retry, unanswered } from "./calls/connection";
export * from "./words/day";
export * from "./screens/form";
export * from "./words/format";
export { HashPage } from "./screens/hash_page";
export * from "./screens/icon";
export * from "./words/language";
export * from "./calls/operation";
export * from "./calls/session";
export * from "./screens/screen";
export * from "./screens/qr_code";
