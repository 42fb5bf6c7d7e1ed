// Sheets that people keep: importing one, writing one. Staff's screens only.
export * from "./csv";
export * from "./import";
