import type { Plugin } from "vite";
export function closerTemplates(): Plugin;
export function withoutJson(): Plugin;
export function withoutPreload(): Plugin;
