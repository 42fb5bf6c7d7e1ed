// A closed cycle: what it came to, growers' sheets, who gets what.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { PropertyValues } from "lit";
import {
  ask,
  Calls,
  counted,
  day,
  dayOf,
  hour,
  icon,
  instant,
  money,
  Screen,
  session,
  telephone,
  words,
} from "halle/shell";
import { csvToRead, download } from "halle/sheets";
import {
  Cycles,
  type Allotment,
  type Cycle,
  type GetCycleReply,
  type SupplierOrder,
} from "halle/gen/orders/v1/orders_pb";
import { byNumber, nameOf, type People } from "./member_names";
import { allOffers } from "../offers";
import { amount, inCase, title } from "../quantities";
import { allotmentCells, groups, supplierCells } from "./sheets";
import "../deliveries/deliveries";

const kinds = ["growers", "members", "products"] as const;
type Kind = (typeof kinds)[number];

@customElement("halle-orders-closed")
export class OrdersClosed extends Screen {
  @property({ attribute: false }) overview!: GetCycleReply;
  @property({ attribute: false }) people: People = new Map();
  @state() private kind: Kind = "growers";
  @state() private suppliers: SupplierOrder[] | null = null;
  @state() private allotments: Allotment[] = [];
  /** With what is in a piece: two sizes of one product are told apart. */
  private titles = new Map<string, string>();

  private readonly calls = new Calls(this, () => this.read(), { read: "on demand" });

  private get cycle(): Cycle {
    return this.overview.cycle!;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const before = changed.get("overview") as GetCycleReply | undefined;
    if (changed.has("overview") && before?.cycle?.id !== this.cycle.id) void this.calls.load();
  }

  private async read(): Promise<void> {
    const { id } = this.cycle;
    this.suppliers = null;
    const [suppliers, allotments, offers] = await Promise.all([
      ask(Cycles).getSupplierOrders({ cycle: id }),
      ask(Cycles).getAllotments({ cycle: id }),
      allOffers(id),
    ]);
    if (id !== this.cycle.id) return;
    this.titles = new Map(offers.map((offer) => [offer.code, title(offer)]));
    this.suppliers = suppliers.rows.filter((row) => row.items > 0n);
    this.allotments = allotments.rows.filter((row) => row.allotted > 0n);
  }

  protected override render(): TemplateResult {
    const { cycle, overview } = this;
    const at = instant(cycle.closedAt);
    return html`<div class="on-screen">
        <h1>${cycle.name}</h1>
        <p class="state" data-state="done">
          <strong>✓ ${words("orders.closed_at", { day: day(at), time: hour(at) })}</strong> ${words(
            "orders.pickup",
            { day: dayOf(cycle.pickup) },
          )}
        </p>
        <div class="figures">
          <p class="figure">
            <strong>${overview.confirmed.length}</strong> ${counted(
              "orders.orders",
              overview.confirmed.length,
            )}
          </p>
          <p class="figure">
            <strong>${money(overview.totalCents)}</strong> ${words("orders.total_closed")}
          </p>
        </div>
        ${this.some(overview.suspended, "orders.suspended")}
        ${this.some(overview.unconfirmed, "orders.forgot")}
        <halle-orders-deliveries .cycle=${cycle.id}></halle-orders-deliveries>
        <h2>${words("orders.sheets")}</h2>
        <div class="row" role="group" aria-label=${words("orders.sheets")}>
          ${kinds.map(
            (kind) =>
              html`<button
                aria-pressed=${kind === this.kind ? "true" : "false"}
                @click=${() => (this.kind = kind)}>
                ${words("orders.sheet_" + kind)}
              </button>`,
          )}
        </div>
        ${this.calls.trouble.length > 0
          ? html`${this.calls.alert()}${this.calls.again()}`
          : nothing}
        ${this.suppliers === null
          ? this.calls.waiting()
          : this.suppliers.length === 0
            ? html`<p class="state">${words("orders.sheets_empty")}</p>`
            : html`<div class="row">
                <button class="primary" @click=${() => print()}>
                  ${icon("print")}${words("orders.print_" + this.kind)}
                </button>
                <button @click=${() => this.save()}>
                  ${icon("download")}${words("orders.download")}
                </button>
              </div>`}
      </div>
      ${this.suppliers?.length ? this[this.kind](this.suppliers) : nothing}`;
  }

  private some(numbers: string[], heading: string): TemplateResult | typeof nothing {
    if (numbers.length === 0) return nothing;
    return html`<details class="card">
      <summary><strong>${counted(heading, numbers.length)}</strong></summary>
      <ul class="names">
        ${[...numbers]
          .sort(byNumber)
          .map(
            (number) =>
              html`<li>
                <span class="badge">${number}</span> ${nameOf(this.people, number)}
                ${this.phone(number)}
              </li>`,
          )}
      </ul>
    </details>`;
  }

  private phone(number: string): TemplateResult | typeof nothing {
    const phone = this.people.get(number)?.telephone;
    return phone ? html`<a class="phone" href="tel:${phone}">${telephone(phone)}</a>` : nothing;
  }

  private save(): void {
    const name = `${words("orders.sheet_" + this.kind)} ${this.cycle.pickup}.csv`;
    const { people } = this;
    const rows =
      this.kind === "growers"
        ? supplierCells(this.suppliers!)
        : allotmentCells(this.sorted(this.kind), (number) => nameOf(people, number));
    download(name.replace(/\s+/g, "-"), csvToRead(rows));
  }

  private sorted(kind: "members" | "products"): Allotment[] {
    const byProduct = (a: Allotment, b: Allotment) =>
      a.producer.localeCompare(b.producer, "fr") ||
      a.productName.localeCompare(b.productName, "fr") ||
      a.productCode.localeCompare(b.productCode);
    const byMember = (a: Allotment, b: Allotment) => byNumber(a.memberNumber, b.memberNumber);
    return [...this.allotments].sort((a, b) =>
      kind === "members" ? byMember(a, b) || byProduct(a, b) : byProduct(a, b) || byMember(a, b),
    );
  }

  private what(row: { productCode: string; productName: string }): string {
    return this.titles.get(row.productCode) ?? row.productName;
  }

  /** Whose sheet of what for when: on each page of paper. */
  private head(title: string): TemplateResult {
    return html`<strong>${title}</strong>
      <span
        >${session()?.here?.organisation?.name}, ${this.cycle.name}.
        ${words("orders.pickup", { day: dayOf(this.cycle.pickup) })}</span
      >`;
  }

  /** One page for each grower. */
  protected growers(rows: SupplierOrder[]): TemplateResult[] {
    return groups(rows, (row) => row.producer).map(([grower, lines]) => {
      const costs = lines.map((line) => line.costTotalCents);
      const known = costs.some((cost) => cost !== undefined);
      const all = costs.every((cost) => cost !== undefined);
      const sum = costs.reduce((total: bigint, cost) => total + (cost ?? 0n), 0n);
      const width = known ? 4 : 3;
      return html`<table class="paper grower-sheet">
        <thead>
          <tr>
            <th colspan=${width} class="sheet-title">${this.head(grower)}</th>
          </tr>
          <tr>
            <th scope="col">${words("orders.product")}</th>
            <th scope="col" class="number">${words("orders.cases")}</th>
            <th scope="col" class="number">${words("orders.quantity")}</th>
            ${known ? html`<th scope="col" class="number">${words("orders.cost")}</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${lines.map(
            (line) =>
              html`<tr>
                <th scope="row">
                  ${this.what(line)} <span class="notes">${line.productCode}</span>
                </th>
                <td class="number">
                  ${line.cases > 0n
                    ? words("orders.cases_of", {
                        n: Number(line.cases),
                        size: amount(line.caseSize, line.unit),
                      })
                    : nothing}
                </td>
                <td class="number"><strong>${amount(line.items, line.unit)}</strong></td>
                ${known
                  ? html`<td class="number">
                      ${line.costTotalCents === undefined ? "–" : money(line.costTotalCents)}
                    </td>`
                  : nothing}
              </tr>`,
          )}
        </tbody>
        ${all
          ? html`<tfoot>
              <tr>
                <th scope="row" colspan="3">${words("orders.cost_total")}</th>
                <td class="number">${money(sum)}</td>
              </tr>
            </tfoot>`
          : nothing}
      </table>`;
    });
  }

  /** Who gets what, to tick off. */
  protected members(): TemplateResult {
    const lists = groups(this.sorted("members"), (row) => row.memberNumber);
    return html`<table class="paper">
      <thead>
        <tr>
          <th class="sheet-title">${this.head(words("orders.sheet_members"))}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td class="columns">
            ${lists.map(
              ([number, lines]) =>
                html`<section class="pick">
                  <h3>
                    <span><span class="badge">${number}</span> ${nameOf(this.people, number)}</span>
                    <span class="number"
                      >${money(lines.reduce((sum, line) => sum + line.totalCents, 0n))}</span
                    >
                  </h3>
                  <ul>
                    ${lines.map(
                      (line) =>
                        html`<li>
                          <strong>${inCase(Number(line.allotted), line.unit)}</strong> ${this.what(
                            line,
                          )}
                        </li>`,
                    )}
                  </ul>
                </section>`,
            )}
          </td>
        </tr>
      </tbody>
    </table>`;
  }

  /** What goes to whom, to share out a delivery. */
  protected products(): TemplateResult {
    const growers = groups(this.sorted("products"), (row) => row.producer);
    return html`<table class="paper shares">
      <thead>
        <tr>
          <th colspan="2" class="sheet-title">${this.head(words("orders.sheet_products"))}</th>
        </tr>
        <tr>
          <th scope="col">${words("orders.product")}</th>
          <th scope="col">${words("orders.for_whom")}</th>
        </tr>
      </thead>
      ${growers.map(
        ([grower, rows]) =>
          html`<tbody>
            <tr>
              <th colspan="2" scope="rowgroup" class="of">${grower}</th>
            </tr>
            ${groups(rows, (row) => row.productCode).map(
              ([, lines]) =>
                html`<tr>
                  <th scope="row">
                    ${this.what(lines[0])}
                    <strong class="nowrap"
                      >${amount(
                        lines.reduce((sum, line) => sum + line.allotted, 0n),
                        lines[0].unit,
                      )}</strong
                    >
                  </th>
                  <td>
                    <ul class="shares-list">
                      ${lines.map(
                        (line) =>
                          html`<li>
                            ${line.memberNumber} ${nameOf(this.people, line.memberNumber)}
                            <strong>${inCase(Number(line.allotted), line.unit)}</strong>
                          </li>`,
                      )}
                    </ul>
                  </td>
                </tr>`,
            )}
          </tbody>`,
      )}
    </table>`;
  }
}
