import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { announce, ask, Calls, counted, hour, instant, Screen, shortDay, words } from "halle/shell";
import { Modules, type Module } from "halle/gen/hub/v1/hub_pb";

const pause = 1_000; // milliseconds between two looks at one that catches up

const id = (module: Module) => module.description?.id ?? "";
const title = (module: Module) => module.description?.title || id(module);

/** For the administrator: what the association uses, what each module brings and keeps. */
@customElement("halle-hub-modules-screen")
export class HubModules extends Screen {
  @state() private modules: Module[] | null = null;
  /** The id of the module whose change waits to be confirmed. */
  @state() private asked = "";
  private readonly calls = new Calls(this, () => this.read());
  private timer = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private async read(): Promise<void> {
    clearTimeout(this.timer);
    const before = this.modules?.filter((module) => this.left(module) > 0) ?? [];
    try {
      this.modules = (await ask(Modules).list({})).modules;
      for (const module of this.modules)
        if (
          this.left(module) === 0 &&
          module.enabled &&
          before.some((old) => id(old) === id(module))
        )
          announce(words("modules.caught_up", { name: title(module) }));
    } catch (error) {
      if (!this.modules) throw error;
    }
    if (this.isConnected && this.modules?.some((module) => this.left(module) > 0))
      this.timer = setTimeout(() => void this.calls.refresh(), pause) as unknown as number;
  }

  /** Past events that it has yet to read. */
  private left(module: Module): number {
    const what = module.description;
    return module.enabled && what ? Number(what.head - what.position) : 0;
  }

  private names(ids: string[]): string {
    return ids
      .map((wanted) => this.modules?.find((module) => id(module) === wanted))
      .map((module, i) => (module ? title(module) : ids[i]))
      .join(", ");
  }

  private async sure(module: Module | null): Promise<void> {
    const before = this.asked;
    this.asked = module ? id(module) : "";
    this.calls.show([]);
    await this.updateComplete;
    this.querySelector<HTMLElement>(module ? `#sure-${id(module)}` : `#switch-${before}`)?.focus();
  }

  private async change(module: Module): Promise<void> {
    const request = { module: id(module) };
    const on = !module.enabled;
    await this.calls.change({ ...request, on }, async (options) => {
      if (on) await ask(Modules).enable(request, options);
      else await ask(Modules).disable(request, options);
      announce(words(on ? "modules.is_on" : "modules.is_off", { name: title(module) }));
      this.asked = "";
      await this.calls.load();
      dispatchEvent(new Event("halle-modules"));
      await this.updateComplete;
      this.querySelector<HTMLElement>(`#title-${id(module)}`)?.focus();
    });
  }

  protected override render(): TemplateResult {
    return html`<div class="modules">
      <h1>${words("menu.modules")}</h1>
      <p>${words("modules.intro")}</p>
      ${this.asked ? nothing : this.calls.alert()}
      ${this.modules
        ? this.modules.map((module) => this.card(module))
        : this.calls.trouble.length > 0
          ? this.calls.again()
          : this.calls.waiting()}
    </div>`;
  }

  private card(module: Module): TemplateResult {
    const what = module.description;
    const since = module.enabledAt ? shortDay(instant(module.enabledAt)) : "";
    const state = what?.essential
      ? words("modules.always")
      : module.enabled
        ? since
          ? words("modules.on_since", { day: since })
          : words("modules.on")
        : words("modules.off");
    return html`<section class="card" aria-labelledby="title-${id(module)}">
      <h2 id="title-${id(module)}" tabindex="-1">${title(module)}</h2>
      <p class=${module.enabled ? "on" : "notes"}>${state}</p>
      <p>${what?.about}</p>
      ${what?.keeps
        ? html`<dl>
            <dt>${words("modules.keeps")}</dt>
            <dd>${what.keeps}</dd>
          </dl>`
        : nothing}
      ${this.rights(module)} ${this.catchingUp(module)} ${this.overdue(module)}
      ${what?.essential
        ? nothing
        : this.asked === id(module)
          ? this.question(module)
          : this.switch(module)}
    </section>`;
  }

  private rights(module: Module): TemplateResult | typeof nothing {
    const all = module.description?.permissions ?? [];
    if (all.length === 0) return nothing;
    const risky = all.filter((permission) => permission.risks.length > 0).length;
    return html`<details>
      <summary>
        ${counted("modules.rights", all.length)}${risky > 0
          ? ", " + counted("modules.risky", risky)
          : ""}
      </summary>
      <ul>
        ${all.map(
          (permission) =>
            html`<li>
              ${permission.text}
              <span class="notes"
                >${words("modules.for", {
                  roles: permission.roles.map((role) => words("role." + role)).join(", "),
                })}</span
              >
              ${permission.risks.map(
                (risk) =>
                  html`<span class="careful"
                    >${words("modules.careful", { why: words("risk." + risk) })}</span
                  >`,
              )}
            </li>`,
        )}
      </ul>
    </details>`;
  }

  /** Periodic work that did not run when it was due. */
  private overdue(module: Module): TemplateResult | typeof nothing {
    const jobs = module.description?.overdue ?? [];
    if (jobs.length === 0) return nothing;
    return html`<div class="wrong">
      <p><strong>${words("modules.overdue")}</strong></p>
      <ul>
        ${jobs.map(
          (job) =>
            html`<li>
              ${words("modules.overdue_job", {
                id: job.id,
                day: shortDay(instant(job.lastRun)),
                hour: hour(instant(job.lastRun)),
              })}
              ${["", "ok"].includes(job.outcome)
                ? nothing
                : words("modules.overdue_why", { why: job.outcome })}
            </li>`,
        )}
      </ul>
      <p>${words("modules.overdue_more")}</p>
    </div>`;
  }

  private catchingUp(module: Module): TemplateResult | typeof nothing {
    const what = module.description;
    if (!what || this.left(module) === 0) return nothing;
    return html`<p>
      <label for="progress-${id(module)}"
        >${words("modules.catching_up", { n: Number(what.position), of: Number(what.head) })}</label
      >
      <progress
        id="progress-${id(module)}"
        max=${Number(what.head)}
        value=${Number(what.position)}></progress>
    </p>`;
  }

  /** Ids of modules that this one needs and that are not enabled. */
  private lacking(module: Module): string[] {
    return (module.description?.needs ?? []).filter(
      (need) => !this.modules?.some((other) => id(other) === need && other.enabled),
    );
  }

  private switch(module: Module): TemplateResult {
    const lacking = this.lacking(module);
    if (module.enabled && module.neededBy.length > 0)
      return html`<p class="hint">
        ${words("modules.needed_by", { names: this.names(module.neededBy) })}
      </p>`;
    if (!module.enabled && lacking.length > 0)
      return html`<p class="hint">${words("modules.first", { names: this.names(lacking) })}</p>`;
    return html`<button
      id="switch-${id(module)}"
      class=${module.enabled ? "" : "primary"}
      aria-label=${words(module.enabled ? "modules.disable_this" : "modules.enable_this", {
        name: title(module),
      })}
      @click=${() => void this.sure(module)}>
      ${words(module.enabled ? "modules.disable" : "modules.enable")}
    </button>`;
  }

  private question(module: Module): TemplateResult {
    const on = !module.enabled;
    const risky = (module.description?.permissions ?? []).filter(
      (permission) => permission.risks.length > 0,
    );
    return html`<div
      class="state"
      data-state="open"
      role="group"
      aria-labelledby="sure-${id(module)}">
      <p>
        <strong id="sure-${id(module)}" tabindex="-1"
          >${words(on ? "modules.sure_on" : "modules.sure_off", { name: title(module) })}</strong
        >
      </p>
      <p>${words(on ? "modules.sure_on_more" : "modules.sure_off_more")}</p>
      ${on && risky.length > 0
        ? html`<ul>
            ${risky.map(
              (permission) =>
                html`<li>
                  ${permission.text}
                  <span class="notes"
                    >${words("modules.for", {
                      roles: permission.roles.map((role) => words("role." + role)).join(", "),
                    })}</span
                  >
                </li>`,
            )}
          </ul>`
        : nothing}
      ${this.calls.alert()}
      <p class="row">
        <button
          class="primary"
          aria-disabled=${this.calls.busy ? "true" : "false"}
          @click=${() => void this.change(module)}>
          ${words(on ? "modules.yes_on" : "modules.yes_off")}
        </button>
        <button @click=${() => void this.sure(null)}>${words("modules.no")}</button>
      </p>
    </div>`;
  }
}
