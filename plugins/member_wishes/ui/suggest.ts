import type { CallOptions } from "@connectrpc/connect";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { announce, ask, Calls, counted, formOf, Screen, textOf, words } from "halle/shell";
import { type Wish, Wishes } from "halle/gen/member_wishes/v1/member_wishes_pb";
import { shrink } from "./photo";

const pause = 300; // milliseconds without a key

/** What a member suggests, with the wishes that are alike. Tells of it as `halle-wish`. */
@customElement("halle-member-wishes-suggest")
export class SuggestWish extends Screen {
  @state() private similar: Wish[] = [];
  @state() private photo: Uint8Array | null = null;
  private readonly calls = new Calls(this);
  private typing = 0;

  private typed(event: Event): void {
    const name = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.typing);
    this.typing = window.setTimeout(() => void this.look(name), pause);
  }

  private async look(name: string): Promise<void> {
    const asked = this.typing;
    try {
      const { wishes } = name.length < 3 ? { wishes: [] } : await ask(Wishes).findSimilar({ name });
      if (asked === this.typing) this.similar = wishes;
    } catch {
      // A help only: whoever suggests the same is told so.
    }
  }

  private async choose(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    this.photo = null;
    this.calls.show([]);
    if (!input.files?.[0]) return;
    try {
      this.photo = await shrink(input.files[0], this.querySelector("canvas")!);
    } catch {
      void this.calls.complain([["photo", words("member_wishes.no_picture")]]);
    }
  }

  private dropPhoto(): void {
    this.photo = null;
    const input = this.querySelector<HTMLInputElement>("#wish-photo")!;
    input.value = "";
    input.focus();
  }

  private async join(wish: Wish): Promise<void> {
    const request = { wish: wish.id };
    await this.change(request, async (options) => {
      const joined = await ask(Wishes).join(request, options);
      announce(words("member_wishes.joined", { name: joined.name }));
      this.clear();
      this.tell(joined);
    });
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const form = formOf(event);
    const text = (name: string) => textOf(form, name).trim();
    const request = {
      name: text("name"),
      about: text("about"),
      photo: this.photo ?? new Uint8Array(),
    };
    await this.change({ ...request, photo: [...request.photo] }, async (options) => {
      const wish = await ask(Wishes).suggest(request, options);
      announce(words("member_wishes.suggested", { name: wish.name }));
      this.clear();
      this.tell(wish);
    });
  }

  private change(what: unknown, send: (options: CallOptions) => Promise<void>): Promise<boolean> {
    return this.calls.change(what, send, { refused: (why) => this.calls.complainOf(why) });
  }

  private clear(): void {
    this.querySelector("form")!.reset();
    this.photo = null;
    this.similar = [];
    this.calls.show([]);
    clearTimeout(this.typing);
  }

  private tell(wish: Wish): void {
    this.dispatchEvent(new CustomEvent<Wish>("halle-wish", { detail: wish }));
  }

  protected override render(): TemplateResult {
    return html`<form novalidate @submit=${(event: Event) => void this.send(event)}>
      ${this.calls.alert()}
      ${this.field(
        "name",
        "",
        html`<input
          id="wish-name"
          name="name"
          maxlength="80"
          autocomplete="off"
          required
          @input=${(event: Event) => this.typed(event)}
          aria-invalid=${this.bad("name")}
          aria-describedby=${this.described("name")} />`,
      )}
      <div role="status">
        ${this.similar.length > 0
          ? html`<p class="hint">${counted("member_wishes.similar", this.similar.length)}</p>`
          : nothing}
      </div>
      ${this.similar.length > 0
        ? html`<ul class="plain similar">
            ${this.similar.map(
              (wish) =>
                html`<li>
                  <strong>${wish.name}</strong>
                  <span class="notes">${counted("member_wishes.wanting", wish.wanting)}</span>
                  ${wish.mine
                    ? html`<span class="badge">${words("member_wishes.is_mine")}</span>`
                    : html`<button type="button" @click=${() => void this.join(wish)}>
                        ${words("member_wishes.join")}<span class="hidden"> ${wish.name}</span>
                      </button>`}
                </li>`,
            )}
          </ul>`
        : nothing}
      ${this.field(
        "about",
        "",
        html`<textarea
          id="wish-about"
          name="about"
          rows="3"
          maxlength="500"
          aria-invalid=${this.bad("about")}
          aria-describedby=${this.described("about")}></textarea>`,
      )}
      ${this.field(
        "photo",
        "photo_hint",
        html`<input
          id="wish-photo"
          type="file"
          accept="image/*"
          @change=${(event: Event) => void this.choose(event)}
          aria-invalid=${this.bad("photo")}
          aria-describedby=${this.described("photo", true)} />`,
      )}
      <p ?hidden=${!this.photo}>
        <canvas
          class="wish-photo"
          role="img"
          aria-label=${words("member_wishes.your_photo")}></canvas>
        <button type="button" class="quiet" @click=${() => this.dropPhoto()}>
          ${words("member_wishes.drop_photo")}
        </button>
      </p>
      <p>
        <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
          ${words("member_wishes.send")}
        </button>
      </p>
    </form>`;
  }

  private bad(name: string): string | typeof nothing {
    return this.calls.problem(name) ? "true" : nothing;
  }

  private described(name: string, hint = false): string | typeof nothing {
    const ids = [
      hint ? "wish-hint-" + name : "",
      this.calls.problem(name) ? "wish-wrong-" + name : "",
    ];
    return ids.join(" ").trim() || nothing;
  }

  private problem(name: string): TemplateResult | typeof nothing {
    const text = this.calls.problem(name);
    return text ? html`<p class="wrong" id="wish-wrong-${name}" role="alert">${text}</p>` : nothing;
  }

  private field(name: string, hint: string, control: TemplateResult): TemplateResult {
    return html`<div class="field">
      <label for="wish-${name}">${words("member_wishes.field_" + name)}</label>
      ${hint
        ? html`<p class="hint" id="wish-hint-${name}">${words("member_wishes." + hint)}</p>`
        : nothing}
      ${control} ${this.problem(name)}
    </div>`;
  }
}
