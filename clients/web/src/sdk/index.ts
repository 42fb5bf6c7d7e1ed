// What a module's screens may use of the shell.
export * from "./ask";
export { connected, onReturn, Retry, unanswered } from "./connection";
export * from "./form";
export * from "./format";
export * from "./icon";
export * from "./language";
export * from "./operation";
export * from "./session";
export * from "./screen";
export * from "./square";
