// What a module's screens may use of the shell.
export * from "./ask";
export { Calls, reasonsOf } from "./calls";
export { connected, onReturn, Retry, unanswered } from "./connection";
export * from "./day";
export * from "./form";
export * from "./format";
export { HashPage } from "./hash_page";
export * from "./icon";
export * from "./language";
export * from "./operation";
export * from "./session";
export * from "./screen";
export * from "./square";
