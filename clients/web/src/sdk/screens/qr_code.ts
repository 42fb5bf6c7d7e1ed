import type { TemplateResult } from "lit";

/** A text as a square to photograph. What draws it comes when it is first asked for. */
export async function qrCode(text: string, label: string): Promise<TemplateResult> {
  return (await import("../../qr")).square(text, label);
}
