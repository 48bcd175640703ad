/** Where a field is: names of fields and indexes of list items, from the object's root. */
export type FieldPath = readonly (string | number)[];

/** The path as people write it: `spec.volumes[0].name`, `metadata.labels['a/b']`. */
export function pathText(path: FieldPath): string {
  const text = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[A-Za-z_][\w-]*$/.test(step) ? `.${step}` : `['${step}']`;
  });
  return text.join('').replace(/^\./, '');
}

/** The path that a JSON pointer into `value` means: which digits are indexes shows only in the value. */
export function pointedPath(pointer: string, value: unknown): FieldPath {
  let here = value;
  const path: (string | number)[] = [];
  for (const escaped of pointer.split('/').slice(1)) {
    const step = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(here) ? Number(step) : step);
    here = valueAt(here, [path.at(-1) ?? '']);
  }
  return path;
}

/** The value at the path; undefined where there is none. */
function valueAt(value: unknown, path: FieldPath): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a list has numbers for names
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
}

/** Whether `path` is `prefix` or lies below it. */
export function isAtOrBelow(path: FieldPath, prefix: FieldPath): boolean {
  return prefix.every((step, index) => path[index] === step);
}
