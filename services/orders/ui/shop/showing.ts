// What is shown in several elements, each of which is drawn again when it changes.

interface Part {
  requestUpdate(): void;
}

export class Showing {
  private readonly parts = new Set<Part>();

  /** Whether a change draws this part again. */
  show(part: Part, connected: boolean): void {
    if (!connected) {
      this.parts.delete(part);
      return;
    }
    this.parts.add(part);
    part.requestUpdate(); // it missed what changed meanwhile
  }

  changed(): void {
    for (const part of this.parts) part.requestUpdate();
  }
}

/** A field whose change draws the parts again. */
export function shown(target: Showing, name: string): void {
  const values = new WeakMap<Showing, unknown>();
  Object.defineProperty(target, name, {
    get(this: Showing) {
      return values.get(this);
    },
    set(this: Showing, value: unknown) {
      if (values.get(this) === value) return;
      values.set(this, value);
      this.changed();
    },
  });
}
