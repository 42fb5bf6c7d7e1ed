import { html, svg, type TemplateResult } from "lit";
import { encode } from "uqr";

/** A text as a square to photograph. */
export function square(text: string, label: string): TemplateResult {
  const { data, size } = encode(text, { border: 4 });
  let path = "";
  for (let y = 0; y < size; ++y)
    for (let x = 0; x < size; ++x) if (data[y][x]) path += `M${x} ${y}h1v1h-1z`;
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label=${label}>
    ${svg`<rect width=${size} height=${size} fill="#fff"/><path d=${path} fill="#000"/>`}
  </svg>`;
}
