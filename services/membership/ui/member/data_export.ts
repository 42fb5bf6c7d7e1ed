// All that the association keeps of one member, as a file.
import { html, type TemplateResult } from "lit";
import { ask, words } from "halle/shell";
import { csvToRead, download } from "halle/sheets";
import { Members } from "halle/gen/membership/v1/membership_pb";

/** One table under the other. */
async function save(number: string, failed: (error: unknown) => void): Promise<void> {
  try {
    const { tables } = await ask(Members).exportData({ number });
    const rows = tables.flatMap(({ title, columns, rows }) => [
      [title],
      columns,
      ...rows.map(({ cells }) => cells),
      [],
    ]);
    download(`${words("membership.takeout_file")}-${number}.csv`, csvToRead(rows));
  } catch (error) {
    failed(error);
  }
}

/** `how`: "_mine" to herself, "_her" of her. */
export function takeout(
  number: string,
  how: "_mine" | "_her",
  failed: (error: unknown) => void,
): TemplateResult {
  return html`<details class="card only-screen">
    <summary><strong>${words("membership.takeout" + how)}</strong></summary>
    <p class="hint">${words("membership.takeout_more")}</p>
    <p>
      <button @click=${() => void save(number, failed)}>${words("membership.takeout_save")}</button>
    </p>
  </details>`;
}
