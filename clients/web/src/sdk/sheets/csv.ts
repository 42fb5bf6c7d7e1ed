// Sheets for a spreadsheet: semicolons, as French ones expect, in UTF-8 that says so.
import { language } from "../words/language";

/**
 * A number is written as one; a text that a spreadsheet would take for a formula is kept a text.
 */
export type Cell = string | number;

const written = (cell: Cell): string =>
  typeof cell === "number"
    ? String(cell).replace(".", language() === "en" ? "." : ",")
    : /^[=+\-@\t\r]/.test(cell)
      ? "'" + cell
      : cell;

const quoted = (text: string): string =>
  /[;"\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;

/** Cells as they are: for a file that comes back. */
export function csv(rows: string[][]): string {
  return "\ufeff" + rows.map((row) => row.map(quoted).join(";") + "\r\n").join("");
}

/** Cells to be looked at in a spreadsheet. */
export function csvToRead(rows: Cell[][]): string {
  return csv(rows.map((row) => row.map(written)));
}

/** Gives a file to whoever looks at the page. */
export function download(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
