/** The fields of the form that an event comes from. */
export function formOf(event: Event): FormData {
  return new FormData(event.target as HTMLFormElement);
}

/** The text of a form's field; empty without such a field. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
