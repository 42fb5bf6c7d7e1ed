// Icons of Lucide (ISC licence): beside words, never instead of them.
import { Copy, createElement, Download, Mail, Printer } from "lucide";

const icons = { copy: Copy, download: Download, mail: Mail, print: Printer };

export function icon(name: keyof typeof icons): Element {
  return createElement(icons[name], { class: "icon", "aria-hidden": "true" });
}
