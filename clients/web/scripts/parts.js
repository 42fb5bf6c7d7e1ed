// One proto file as several: the browser's first screen carries the services that it calls.

/** Tells of a service of the file which of the file's types it needs, by their outermost names. */
function neededBy(file) {
  const own = (name) => {
    const [outer] = name.slice(file.package.length + 2).split(".");
    return name.startsWith(`.${file.package}.`) ? outer : undefined;
  };
  const fields = ({ field, nestedType }) => [...field, ...nestedType.flatMap(fields)];
  const byType = new Map(
    file.messageType.map((type) => [type.name, fields(type).map(({ typeName }) => own(typeName))]),
  );
  const reach = (name, seen) => {
    if (!name || seen.has(name)) return seen;
    seen.add(name);
    for (const next of byType.get(name) ?? []) reach(next, seen);
    return seen;
  };
  return (service) =>
    service.method
      .flatMap(({ inputType, outputType }) => [own(inputType), own(outputType)])
      .reduce((seen, name) => reach(name, seen), new Set());
}

/**
 * A file with several services as one file for each, with the messages that no other uses, and one
 * for the rest: `x/v1/x.proto` as `x/v1/x/<service>.proto` and `x/v1/x/shared.proto`. `copy` makes
 * the descriptor of a part. Dependencies are left to the caller.
 */
export function inParts(file, copy) {
  if (file.service.length < 2) return [file];
  const needed = neededBy(file);
  const users = new Map();
  for (const service of file.service)
    for (const name of needed(service)) users.set(name, [...(users.get(name) ?? []), service]);
  const part = (name, service) => {
    const mine = (type) => {
      const of = users.get(type.name) ?? [];
      return service ? of.length === 1 && of[0] === service : of.length !== 1;
    };
    return copy({
      name: file.name.replace(/\.proto$/, `/${name}.proto`),
      package: file.package,
      syntax: file.syntax,
      messageType: file.messageType.filter(mine),
      enumType: file.enumType.filter(mine),
      service: service ? [service] : [],
    });
  };
  const services = file.service.map((service) => part(service.name.toLowerCase(), service));
  return [part("shared"), ...services];
}
