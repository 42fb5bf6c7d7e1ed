// Who is in charge of what, for everybody; commissions and mandates change here for who may give
// them.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, Calls, counted, may, Screen, shortDayOf, textOf, words } from "halle/shell";
import {
  Mandates,
  Members,
  MandateState,
  Standing,
  type Commission,
  type ListMandatesReply,
  type Mandate,
  type Member,
} from "halle/gen/membership/v1/membership_pb";
import { against, fullName } from "../wording";

const roles = ["", "volunteer", "coordinator", "treasurer"];

@customElement("halle-membership-mandates-screen")
export class MembershipMandates extends Screen {
  private readonly calls = new Calls(this, () => this.read(), { reasons: against });
  @state() private all: ListMandatesReply | null = null;
  @state() private members: Member[] = [];
  @state() private open = "";

  private async read(): Promise<void> {
    const [all, { members }] = await Promise.all([
      ask(Mandates).list({}),
      this.gives ? ask(Members).list({}) : { members: [] },
    ]);
    [this.all, this.members] = [all, members.filter(({ standing }) => standing !== Standing.LEFT)];
  }

  private get gives(): boolean {
    return may("membership.mandate.manage");
  }

  protected override render(): TemplateResult {
    const { all } = this;
    const shown = all?.commissions.filter(({ closed }) => !closed || this.gives) ?? [];
    return html`<div class="membership narrow">
      <h1>${words("membership.mandates")}</h1>
      <p class="hint">${words("membership.mandates_more")}</p>
      ${this.calls.alert()} ${all === null ? this.calls.waiting() : nothing}
      ${all && shown.length === 0 ? html`<p>${words("membership.no_commission")}</p>` : nothing}
      ${shown.map((one) => this.commission(one))}
      ${all && this.gives
        ? html`<details class="card only-screen">
            <summary><strong>${words("membership.commission_new")}</strong></summary>
            ${this.commissionForm(null)}
          </details>`
        : nothing}
    </div>`;
  }

  private commission(one: Commission): TemplateResult {
    const now = one.mandates.filter(({ state }) => state !== MandateState.ENDED);
    const over = one.mandates.filter(({ state }) => state === MandateState.ENDED);
    return html`<h2>
        ${one.name}${one.closed
          ? html` <span class="notes">${words("membership.commission_is_closed")}</span>`
          : nothing}
      </h2>
      ${one.about ? html`<p>${one.about}</p>` : nothing}
      ${now.length > 0
        ? html`<ul class="plain">
            ${now.map((mandate) => this.mandate(mandate))}
          </ul>`
        : one.closed
          ? nothing
          : html`<p>${words("membership.nobody_yet")}</p>`}
      ${over.length > 0
        ? html`<details>
            <summary>${counted("membership.mandates_over", over.length)}</summary>
            <ul>
              ${over.map(
                (mandate) => html`<li>${this.who(mandate)}<br />${this.days(mandate)}</li>`,
              )}
            </ul>
          </details>`
        : nothing}
      ${this.gives
        ? html`${one.closed
              ? nothing
              : html`<details class="card only-screen">
                  <summary aria-label="${words("membership.mandate_new")} (${one.name})">
                    <strong>${words("membership.mandate_new")}</strong>
                  </summary>
                  ${this.mandateForm(one.id, null)}
                </details>`}
            <details class="only-screen">
              <summary aria-label="${words("membership.commission_change")} (${one.name})">
                ${words("membership.commission_change")}
              </summary>
              ${this.commissionForm(one)}
            </details>`
        : nothing}`;
  }

  private who(one: Mandate): TemplateResult {
    return html`<strong>${one.title}</strong> · ${one.memberName || words("membership.erased_name")}
      (${one.member})${one.deputy
        ? html`,
          ${words("membership.deputy_is", {
            who: one.deputyName || words("membership.erased_name"),
            number: one.deputy,
          })}`
        : nothing}`;
  }

  private days(one: Mandate): TemplateResult {
    return html`${words("membership.mandate_days", {
      from: shortDayOf(one.from),
      until: shortDayOf(one.until),
    })}`;
  }

  private mandate(one: Mandate): TemplateResult {
    return html`<li class="card">
      <p>${this.who(one)}</p>
      <p>
        ${this.days(one)}${one.state === MandateState.TO_COME
          ? html` <strong>${words("membership.mandate_to_come")}</strong>`
          : nothing}
        ${one.review
          ? html`<br />${words(
                one.review <= (this.all?.today ?? "")
                  ? "membership.review_due"
                  : "membership.review_on",
                { day: shortDayOf(one.review) },
              )}`
          : nothing}
        ${one.role ? html`<br />${words("membership.mandate_role_" + one.role)}` : nothing}
        ${one.decided ? html`<br /><span class="notes">${one.decided}</span>` : nothing}
      </p>
      ${!this.gives
        ? nothing
        : this.open === one.id
          ? this.mandateForm(one.commission, one)
          : html`<p class="row only-screen">
                <button
                  aria-label="${words("membership.mandate_change")} (${one.title})"
                  @click=${() => (this.open = one.id)}>
                  ${words("membership.mandate_change")}
                </button>
              </p>
              <details class="only-screen">
                <summary aria-label="${words("membership.mandate_end")} (${one.title})">
                  ${words("membership.mandate_end")}
                </summary>
                <p>${words("membership.mandate_end_more")}</p>
                ${this.calls.alert("end" + one.id)}
                <p>
                  <button
                    aria-disabled=${this.calls.busy ? "true" : "false"}
                    @click=${() =>
                      void this.calls.save(
                        "end" + one.id,
                        ["end", one.id],
                        (options) => ask(Mandates).end({ mandate: one.id }, options),
                        () => words("membership.mandate_ended_now"),
                      )}>
                    ${words("membership.mandate_end_yes")}
                  </button>
                </p>
              </details>`}
    </li>`;
  }

  private person(name: "member" | "deputy", id: string, chosen: string): TemplateResult {
    return html`<div class="field">
      <label for="${name}${id}">${words("membership.mandate_" + name)}</label>
      <select id="${name}${id}" name=${name}>
        <option value="" ?selected=${chosen === ""}>
          ${words(name === "deputy" ? "membership.nobody" : "membership.choose")}
        </option>
        ${this.members.map(
          (one) =>
            html`<option value=${one.number} ?selected=${one.number === chosen}>
              ${fullName(one)} (${one.number})
            </option>`,
        )}
      </select>
    </div>`;
  }

  private date(name: "from" | "until" | "review", id: string, value: string): TemplateResult {
    return html`<div class="field">
      <label for="${name}${id}">${words("membership.mandate_" + name)}</label>
      <input id="${name}${id}" name=${name} type="date" .defaultValue=${value} />
    </div>`;
  }

  private mandateForm(commission: string, one: Mandate | null): TemplateResult {
    const id = one?.id || "new" + commission;
    const part = "mandate" + id;
    return html`<form
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        const form = event.target as HTMLFormElement;
        const data = new FormData(form);
        const of = (name: string): string => textOf(data, name).trim();
        const mandate = {
          id: one?.id ?? "",
          commission,
          title: of("title"),
          member: one?.member ?? of("member"),
          deputy: of("deputy"),
          from: of("from"),
          until: of("until"),
          review: of("review"),
          role: of("role"),
          decided: of("decided"),
        };
        void this.calls
          .save(
            part,
            mandate,
            (options) => ask(Mandates).set({ mandate }, options),
            () => words("membership.saved"),
          )
          .then((done) => {
            if (!done) return;
            this.open = "";
            form.reset();
            form.closest("details")?.removeAttribute("open");
          });
      }}>
      <div class="field">
        <label for="title${id}">${words("membership.mandate_title")}</label>
        <input
          id="title${id}"
          name="title"
          autocomplete="off"
          maxlength="60"
          .defaultValue=${one?.title ?? ""} />
      </div>
      ${one ? nothing : this.person("member", id, "")}
      ${this.person("deputy", id, one?.deputy ?? "")}
      ${this.date("from", id, one?.from ?? this.all?.today ?? "")}
      ${this.date("until", id, one?.until ?? "")} ${this.date("review", id, one?.review ?? "")}
      <div class="field">
        <label for="role${id}">${words("membership.mandate_role")}</label>
        <select id="role${id}" name="role">
          ${roles.map(
            (role) =>
              html`<option value=${role} ?selected=${role === (one?.role ?? "")}>
                ${words("membership.mandate_gives_" + (role || "nothing"))}
              </option>`,
          )}
        </select>
      </div>
      <div class="field">
        <label for="decided${id}">${words("membership.mandate_decided")}</label>
        <input
          id="decided${id}"
          name="decided"
          autocomplete="off"
          maxlength="200"
          .defaultValue=${one?.decided ?? ""} />
      </div>
      ${this.calls.alert(part)}
      <p>
        <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
          ${words(one ? "membership.save" : "membership.mandate_give")}
        </button>
      </p>
    </form>`;
  }

  private commissionForm(one: Commission | null): TemplateResult {
    const id = one?.id ?? "";
    const part = "commission" + id;
    return html`<form
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        const form = event.target as HTMLFormElement;
        const data = new FormData(form);
        const commission = {
          id,
          name: textOf(data, "name").trim(),
          about: textOf(data, "about").trim(),
          closed: data.has("closed"),
        };
        void this.calls
          .save(
            part,
            commission,
            (options) => ask(Mandates).setCommission({ commission }, options),
            () => words("membership.saved"),
          )
          .then((done) => {
            if (!done) return;
            if (!one) form.reset();
            form.closest("details")?.removeAttribute("open");
          });
      }}>
      <div class="field">
        <label for="name${id}">${words("membership.commission_name")}</label>
        <input
          id="name${id}"
          name="name"
          autocomplete="off"
          maxlength="60"
          .defaultValue=${one?.name ?? ""} />
      </div>
      <div class="field">
        <label for="about${id}">${words("membership.commission_about")}</label>
        <input
          id="about${id}"
          name="about"
          autocomplete="off"
          maxlength="300"
          .defaultValue=${one?.about ?? ""} />
      </div>
      ${one
        ? html`<p>
            <label class="check"
              ><input type="checkbox" name="closed" .defaultChecked=${one.closed} /> ${words(
                "membership.commission_close",
              )}</label
            >
          </p>`
        : nothing}
      ${this.calls.alert(part)}
      <p>
        <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
          ${words(one ? "membership.save" : "membership.commission_add")}
        </button>
      </p>
    </form>`;
  }
}
