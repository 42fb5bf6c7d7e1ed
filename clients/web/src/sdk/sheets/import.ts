import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { CallOptions } from "@connectrpc/connect";
import { Sheets } from "../../../gen/halle/kernel/v1/kernel_pb";
import type {
  RejectedCell,
  RejectedRow,
  SheetImport,
  SheetReport,
  SheetRow,
} from "../../../gen/halle/type/v1/sheet_pb";
import { ask, asOperation, failure } from "../calls/ask";
import { csv, download } from "./csv";
import { counted, words } from "../words/language";
import { newOperation } from "../calls/operation";
import { announce, Screen } from "../screens/screen";

const patience = 120_000; // milliseconds, for a large sheet
const mostRows = 100; // wrong ones on the screen; the file to correct has all
const complaints = "À corriger"; // the heading that the command line gives them too

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What the sheet says, and how to take it. */
export type Sheet = Pick<SheetImport, "header" | "rows" | "renamed" | "dryRun" | "partial">;

/** Imports a sheet: choose a file, see what would change and what is wrong, then write. */
export abstract class ImportScreen extends Screen {
  /** The module's id: its words begin with it. */
  protected abstract readonly module: string;
  /** Keys of the columns it knows, in the order one reads them. */
  protected abstract readonly columns: string[];
  protected abstract readonly menu: string;
  protected abstract send(sheet: Sheet, options: CallOptions): Promise<SheetReport | undefined>;

  @state() private file = "";
  @state() private sheet: SheetImport | null = null;
  @state() private report: SheetReport | null = null;
  /** Required columns that no heading stands for. */
  @state() private missing: string[] = [];
  @state() private renamed: Record<string, string> = {};
  @state() private trouble = "";
  @state() private busy = "";
  private operation = "";
  private visit = 0;

  private async choose(file: File | undefined): Promise<void> {
    if (!file || this.busy === "writing") return;
    const visit = ++this.visit;
    this.file = file.name;
    this.sheet = this.report = null;
    this.missing = [];
    this.renamed = {};
    this.trouble = "";
    this.busy = "reading";
    try {
      const content = new Uint8Array(await file.arrayBuffer());
      const { sheet } = await ask(Sheets).read({ content }, { timeoutMs: patience });
      if (visit !== this.visit) return;
      this.sheet = sheet ?? null;
      await this.preview();
    } catch (error) {
      if (visit === this.visit) this.refuse(error);
    } finally {
      if (visit === this.visit) this.busy = "";
    }
  }

  private refuse(error: unknown): void {
    const why = failure(error);
    const line = why.fields.find(({ field }) => field === "line")?.value;
    const twice = why.fields
      .filter(({ reason }) => reason === "sheet.duplicate_column")
      .map(({ value }) => value);
    const where = line ? `${words("column.line")} ${line}` : twice.join(", ");
    this.trouble = why.text + (where ? ` (${where})` : "");
  }

  private async call(dryRun: boolean): Promise<SheetReport | null> {
    const { header, rows } = this.sheet!;
    const report = await this.send(
      { header, rows, renamed: this.renamed, dryRun, partial: true },
      { ...asOperation(dryRun ? newOperation() : this.operation), timeoutMs: patience },
    );
    return report ?? null;
  }

  /** Asks what would happen; nothing is written. */
  private async preview(): Promise<void> {
    const visit = this.visit;
    this.trouble = "";
    this.operation = newOperation();
    this.busy ||= "reading";
    try {
      const report = await this.call(true);
      if (visit !== this.visit) return;
      this.report = report;
      this.missing = [];
      await this.updateComplete;
      // Who is choosing in a list stays there.
      if (!(document.activeElement instanceof HTMLSelectElement))
        this.querySelector<HTMLElement>("#preview")?.focus();
    } catch (error) {
      if (visit !== this.visit) return;
      const why = failure(error);
      this.report = null;
      this.missing =
        why.reason === "sheet.column_missing" ? why.fields.map(({ field }) => field) : [];
      if (this.missing.length === 0) this.refuse(error);
    } finally {
      if (visit === this.visit) this.busy = "";
    }
  }

  private async write(): Promise<void> {
    if (this.busy) return;
    this.busy = "writing";
    this.trouble = "";
    try {
      this.report = await this.call(false);
      announce(words("import.done"));
      await this.updateComplete;
      this.querySelector<HTMLElement>("#preview")?.focus();
    } catch (error) {
      this.refuse(error);
    } finally {
      this.busy = "";
    }
  }

  private rename(column: string, heading: string): void {
    if (this.busy === "writing") return;
    this.renamed = Object.fromEntries(
      Object.entries(this.renamed).filter(([key, name]) => key !== column && name !== heading),
    );
    if (column && heading) this.renamed[column] = heading;
    void this.preview();
  }

  private complaint(cell: RejectedCell): string {
    const name = words("column." + cell.column);
    return words(cell.value ? "import.wrong_value" : "import.wrong_cell", {
      column: capital(name === "column." + cell.column ? cell.column : name),
      value: cell.value,
      reason: words(cell.reason),
    });
  }

  private row(line: number): SheetRow | undefined {
    return this.sheet?.rows.find((row) => row.line === line);
  }

  /** The wrong rows as they are, and behind each what is wrong with it. */
  private rejects(): string {
    const { header } = this.sheet!;
    const width = header[header.length - 1] === complaints ? header.length - 1 : header.length;
    const rows = this.report!.rejected.map((rejected) => {
      const cells = this.row(rejected.line)?.cells ?? [];
      return [
        ...Array.from({ length: width }, (_, i) => cells[i] ?? ""),
        rejected.cells.map((cell) => this.complaint(cell)).join(" "),
        ...cells.slice(header.length),
      ];
    });
    return csv([[...header.slice(0, width), complaints], ...rows]);
  }

  protected override render(): TemplateResult {
    const applied = this.report?.applied ?? false;
    return html`<h1>${words(this.menu)}</h1>
      ${this.sheet
        ? nothing
        : html`<p>${words(this.module + ".import_hint")}</p>
            <p class="hint">
              ${words("import.columns", {
                names: this.columns.map((key) => words("column." + key)).join(", "),
              })}
            </p>`}
      ${this.trouble ? html`<p class="wrong" role="alert">${this.trouble}</p>` : nothing}
      ${this.busy
        ? html`<p role="status">
            ${words(this.busy === "writing" ? "import.writing" : "import.reading")}
          </p>`
        : nothing}
      ${this.missing.length > 0 ? this.askColumns() : nothing}
      ${this.report ? this.summary(this.report) : nothing} ${this.picker(!this.sheet || applied)}
      ${this.report && this.report.rejected.length > 0
        ? this.wrongRows(this.report.rejected)
        : nothing}
      ${this.report && !applied ? this.headings(this.report.ignored) : nothing}`;
  }

  /** A file by the button, or dropped on it. */
  private picker(first: boolean): TemplateResult {
    const take = (input: HTMLInputElement): void => {
      const [file] = input.files ?? [];
      void this.choose(file).then(() => (input.value = ""));
    };
    return html`<p>
      <label
        class="file"
        ?data-first=${first}
        @dragover=${(event: DragEvent) => event.preventDefault()}
        @drop=${(event: DragEvent) => {
          event.preventDefault();
          void this.choose(event.dataTransfer?.files[0]);
        }}
        ><input
          type="file"
          class="hidden"
          accept=".csv,.txt,.tsv,text/csv"
          @change=${(event: Event) => take(event.target as HTMLInputElement)} />
        <span
          >${words(
            !this.sheet
              ? "import.choose"
              : this.report?.rejected.length
                ? "import.choose_corrected"
                : "import.choose_other",
          )}</span
        ></label
      >
    </p>`;
  }

  private counts(report: SheetReport): string[] {
    return (["created", "updated", "unchanged"] as const)
      .filter((kind) => report[kind] > 0)
      .map((kind) => counted(`${this.module}.${kind}`, report[kind]));
  }

  private summary(report: SheetReport): TemplateResult {
    const good = report.created + report.updated;
    const wrong = report.rejected.length;
    const counts = this.counts(report);
    const heading = report.applied
      ? words("import.done")
      : words(good > 0 ? "import.would" : wrong > 0 ? "import.nothing_good" : "import.nothing_new");
    const settled = report.applied || (good === 0 && wrong === 0);
    return html`<section
      class="state"
      data-state=${settled ? "done" : "open"}
      id="preview"
      tabindex="-1"
      aria-labelledby="preview-title">
      <h2 id="preview-title">${settled ? "✓ " : ""}${heading}</h2>
      <p class="hint">${words("import.file", { name: this.file })}</p>
      <ul class="counts">
        ${counts.map((text) => html`<li>${text}</li>`)}
        ${wrong > 0
          ? html`<li><strong>${counted("import.rejected", wrong)}</strong></li>`
          : nothing}
      </ul>
      ${settled ? nothing : html`<p>${words("import.nothing_written")}</p>`}
      <p class="row">
        ${!report.applied && good > 0
          ? html`<button
              class="primary"
              aria-disabled=${this.busy ? "true" : "false"}
              @click=${() => void this.write()}>
              ${wrong > 0
                ? counted("import.write_good", good + report.unchanged)
                : words("import.write")}
            </button>`
          : nothing}
        ${wrong > 0
          ? html`<button @click=${() => download(words("import.rejects_file"), this.rejects())}>
              ${counted("import.rejects", wrong)}
            </button>`
          : nothing}
      </p>
    </section>`;
  }

  private wrongRows(rejected: RejectedRow[]): TemplateResult {
    return html`<h2>${words("import.to_correct")}</h2>
      <p>${words("import.to_correct_more")}</p>
      <table class="rejects">
        <thead>
          <tr>
            <th scope="col">${capital(words("column.line"))}</th>
            <th scope="col">${words("import.what_is_wrong")}</th>
          </tr>
        </thead>
        <tbody>
          ${rejected.slice(0, mostRows).map(
            (row) =>
              html`<tr>
                <th scope="row">${row.line}</th>
                <td>
                  ${row.cells.map((cell) => html`<p><strong>${this.complaint(cell)}</strong></p>`)}
                  <p class="notes">${this.marked(row)}</p>
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${rejected.length > mostRows
        ? html`<p>${words("import.more_wrong", { n: rejected.length - mostRows })}</p>`
        : nothing}`;
  }

  /** The row's cells, those that are wrong marked. */
  private marked(rejected: RejectedRow): TemplateResult[] {
    const wrong = rejected.cells.map((cell) => cell.value).filter((value) => value !== "");
    return (this.row(rejected.line)?.cells ?? [])
      .map((cell) => cell.trim())
      .filter((cell) => cell !== "")
      .map(
        (cell, i) =>
          html`${i > 0 ? " · " : ""}${wrong.includes(cell) ? html`<mark>${cell}</mark>` : cell}`,
      );
  }

  /** Which heading of the file stands for a column that must be there. */
  private askColumns(): TemplateResult {
    return html`<section class="state" data-state="open">
      <h2>${words("import.missing")}</h2>
      <p>${words("import.missing_more")}</p>
      ${this.missing.map(
        (column) =>
          html`<div class="field narrow">
            <label for="column-${column}"
              >${words("import.which_heading", { column: words("column." + column) })}</label
            >
            <select
              id="column-${column}"
              @change=${(event: Event) =>
                this.rename(column, (event.target as HTMLSelectElement).value)}>
              <option value="">${words("import.choose_heading")}</option>
              ${this.sheet?.header
                .filter((heading) => heading !== "")
                .map(
                  (heading) =>
                    html`<option value=${heading} ?selected=${this.renamed[column] === heading}>
                      ${heading}
                    </option>`,
                )}
            </select>
          </div>`,
      )}
    </section>`;
  }

  /** Headings that stand for nothing known, and those that were told. */
  private headings(ignored: string[]): TemplateResult | typeof nothing {
    const told = Object.values(this.renamed);
    const shown = [...new Set([...told, ...ignored.filter((heading) => heading !== complaints)])];
    if (shown.length === 0) return nothing;
    const columnOf = (heading: string) =>
      Object.keys(this.renamed).find((column) => this.renamed[column] === heading) ?? "";
    return html`<h2>${words("import.headings")}</h2>
      <p>${words("import.headings_more")}</p>
      ${shown.map(
        (heading, i) =>
          html`<div class="field narrow">
            <label for="heading-${i}">${words("import.which_column", { heading })}</label>
            <select
              id="heading-${i}"
              @change=${(event: Event) =>
                this.rename((event.target as HTMLSelectElement).value, heading)}>
              <option value="" ?selected=${columnOf(heading) === ""}>
                ${words("import.not_taken")}
              </option>
              ${this.columns.map(
                (column) =>
                  html`<option value=${column} ?selected=${columnOf(heading) === column}>
                    ${words("column." + column)}
                  </option>`,
              )}
            </select>
          </div>`,
      )}`;
  }
}
