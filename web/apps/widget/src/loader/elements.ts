/** Elements of the launcher and the panel, made without markup. */

const SHAPES = {
  goose:
    'M3 8c3.2.2 5.6 1.6 7.2 4.1C12.2 8.4 15.6 6 21 5.6c-2.6 1.5-4.4 3.7-5.4 6.7l-3 6.1-3.1-3.7C8 12.9 5.9 10.6 3 8z',
  cross: 'M6 6l12 12M18 6L6 18',
};

export function icon(name: keyof typeof SHAPES): Element {
  const shape = (tag: string) => document.createElementNS('http://www.w3.org/2000/svg', tag);
  const svg = shape('svg');
  const path = shape('path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', name);
  path.setAttribute('d', SHAPES[name]);
  svg.append(path);
  return svg;
}

/** An element with its class, which is its test id as well, its attributes and its children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
  attributes: Record<string, string> = {},
  ...children: Node[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = name;
  if (name) made.dataset.testid = `skein-${name}`;
  for (const attribute in attributes) made.setAttribute(attribute, attributes[attribute] ?? '');
  made.append(...children);
  return made;
}
