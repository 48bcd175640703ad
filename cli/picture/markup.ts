/** Text that stands in HTML and SVG as itself, between tags and in quoted attributes. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** YAML with its names, texts and numbers marked. */
export function highlightedYaml(yaml: string): string {
  return yaml.trimEnd().split('\n').map(highlightedLine).join('\n');
}

function highlightedLine(line: string): string {
  if (line.trimStart().startsWith('#')) return `<i>${escaped(line)}</i>`;
  const [, indent = '', name, rest = ''] = /^(\s*(?:- )*)([^\s"'#][^:]*|"[^"]*"):(?=\s|$)(.*)$/.exec(line) ?? [];
  if (name !== undefined) return `${escaped(indent)}<b>${escaped(name)}</b>:${highlightedValue(rest)}`;
  const [, before = '', value = ''] = /^(\s*(?:- )*)(.*)$/.exec(line) ?? [];
  return `${escaped(before)}${highlightedValue(value)}`;
}

function highlightedValue(value: string): string {
  const text = value.trim();
  if (text === '') return escaped(value);
  const isPlain = /^(-?\d+(\.\d+)?|true|false|null|\{\}|\[\]|[|>]-?)$/.test(text);
  return isPlain ? `<u>${escaped(value)}</u>` : `<s>${escaped(value)}</s>`;
}
