// `lit` in the import map: what screens draw with, once for all modules.
export * from "lit";
