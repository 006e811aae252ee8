/** Measures whether what can be pressed stays readable in every state: under the pointer, focused, pressed, and switched off. */
import { type CDPSession, expect, type Frame, type Page } from '@playwright/test';

/** WCAG 2.2 asks for 4.5 for texts and 3 for signs; here a control that is off has to keep them, too. */
const TEXT = 4.5;
const SIGN = 3;

interface State {
  name: string;
  pseudo: readonly string[];
  /** What React Aria marks the state with, beside the pseudo classes. */
  marks: readonly string[];
  off?: boolean;
}

const STATES: readonly State[] = [
  { name: 'at rest', pseudo: [], marks: [] },
  { name: 'under the pointer', pseudo: ['hover'], marks: ['data-hovered'] },
  { name: 'focused', pseudo: ['focus', 'focus-visible'], marks: ['data-focused', 'data-focus-visible'] },
  { name: 'pressed', pseudo: ['hover', 'active'], marks: ['data-hovered', 'data-pressed'] },
  { name: 'off', pseudo: [], marks: [], off: true },
  { name: 'off, under the pointer', pseudo: ['hover'], marks: ['data-hovered'], off: true },
];
const PRESSABLE = 'a[href], button, input, textarea, select, summary, label, [tabindex], [role=option], [role=tab]';

interface DomNode {
  nodeId: number;
  nodeName: string;
  attributes?: string[];
  children?: DomNode[];
  shadowRoots?: DomNode[];
  contentDocument?: DomNode;
}

/** The node ids of everything that can be pressed, in frames and shadow trees, too. */
function pressable(node: DomNode, found: number[] = []): number[] {
  const attributes = node.attributes ?? [];
  const has = (name: string): boolean => attributes.some((one, index) => index % 2 === 0 && one === name);
  const role = attributes[attributes.indexOf('role') + 1];
  if (
    /^(BUTTON|INPUT|TEXTAREA|SELECT|SUMMARY|LABEL)$/.test(node.nodeName) ||
    (node.nodeName === 'A' && has('href')) ||
    has('tabindex') ||
    (has('role') && (role === 'option' || role === 'tab'))
  ) {
    found.push(node.nodeId);
  }
  for (const child of [...(node.children ?? []), ...(node.shadowRoots ?? [])]) pressable(child, found);
  if (node.contentDocument) pressable(node.contentDocument, found);
  return found;
}

/** Puts everything that can be pressed into a state as far as a page can do that, measures, and puts it back. */
function measure(state: {
  marks: readonly string[];
  off: boolean;
  selector: string;
  text: number;
  sign: number;
}): string[] {
  type Color = [red: number, green: number, blue: number, alpha: number];
  const pixel = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const known = new Map<string, Color>();
  const colorOf = (css: string): Color => {
    const held = known.get(css);
    if (held || !pixel) return held ?? [0, 0, 0, 0];
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = css;
    pixel.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = pixel.getImageData(0, 0, 1, 1).data;
    const color: Color = [red, green, blue, alpha / 255];
    known.set(css, color);
    return color;
  };
  const over = (top: Color, below: Color, share = 1): Color => {
    const alpha = top[3] * share;
    const mix = (index: 0 | 1 | 2): number => top[index] * alpha + below[index] * (1 - alpha);
    return [mix(0), mix(1), mix(2), 1];
  };
  const luminance = (color: Color): number => {
    const [red = 0, green = 0, blue = 0] = color.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: Color, other: Color): number => {
    const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const parentOf = (element: Element): Element | null => {
    const parent = element.assignedSlot ?? element.parentNode;
    return parent instanceof ShadowRoot ? parent.host : parent instanceof Element ? parent : null;
  };

  interface Look {
    background: Color;
    picture: boolean;
    opacity: number;
    hidden: boolean;
  }
  const looks = new Map<Element, Look>();
  /** What an element adds to the picture; asked for once, as the same ancestors stand behind everything. */
  function lookOf(element: Element): Look {
    const held = looks.get(element);
    if (held) return held;
    const { backgroundColor, backgroundImage, opacity, clipPath, visibility, display } = getComputedStyle(element);
    const look: Look = {
      background: colorOf(backgroundColor),
      picture: backgroundImage !== 'none',
      opacity: Number(opacity),
      hidden: clipPath !== 'none' || visibility !== 'visible' || display === 'none' || opacity === '0',
    };
    looks.set(element, look);
    return look;
  }

  /** A colour in the element as it reaches the eye, and what is behind it; a picture behind it is not measured. */
  function seen(element: Element, css: string): { color: Color; behind: Color } | null {
    const chain: Element[] = [];
    for (let at: Element | null = element; at; at = parentOf(at)) chain.unshift(at);
    const dark = document.documentElement.dataset.theme === 'dark';
    const canvas: Color = dark ? [18, 18, 18, 1] : [255, 255, 255, 1];
    let unmeasured = false;
    function paint(index: number, backdrop: Color): { color: Color; behind: Color } {
      const at = chain[index];
      if (!at) return { color: over(colorOf(css), backdrop), behind: backdrop };
      const { background, picture, opacity } = lookOf(at);
      // A full colour covers the pictures behind it.
      unmeasured = picture || (unmeasured && background[3] < 1);
      const inner = paint(index + 1, over(background, backdrop));
      const fade = (color: Color): Color => over(color, backdrop, opacity);
      return { color: fade(inner.color), behind: fade(inner.behind) };
    }
    const result = paint(0, canvas);
    return unmeasured ? null : result;
  }

  const isShown = (element: Element): boolean => {
    const box = element.getBoundingClientRect();
    // Texts for screen readers only are cut down to a pixel.
    if (box.width < 3 || box.height < 3) return false;
    for (let at: Element | null = element; at; at = parentOf(at)) if (lookOf(at).hidden) return false;
    return true;
  };

  const roots: (Document | ShadowRoot)[] = [document];
  for (let index = 0; index < roots.length; index += 1) {
    for (const element of roots[index]?.querySelectorAll('*') ?? [])
      if (element.shadowRoot) roots.push(element.shadowRoot);
  }
  const controls = roots.flatMap((root) => [...root.querySelectorAll<HTMLElement>(state.selector)]);
  const undo: (() => void)[] = [];
  const mark = (element: HTMLElement, name: string): void => {
    if (element.hasAttribute(name)) return;
    element.setAttribute(name, 'true');
    undo.push(() => element.removeAttribute(name));
  };
  for (const control of controls) {
    const ownWay = control.hasAttribute('data-rac');
    if (ownWay) for (const name of state.marks) mark(control, name);
    if (!state.off || !('disabled' in control)) continue;
    mark(control, 'disabled');
    if (ownWay) mark(control, 'data-disabled');
  }

  const faults = new Set<string>();
  const name = (element: Element): string =>
    element.getAttribute('data-testid') ?? element.getAttribute('aria-label') ?? element.className.toString();
  /** The best of several paints: a sign is seen by its lines or by its areas. */
  function check(control: Element, element: Element, paints: readonly string[], least: number, what: string): void {
    const found = paints.map((css) => seen(element, css));
    const ratios = found.flatMap((one) => (one ? [contrast(one.color, one.behind)] : []));
    if (found.includes(null) || ratios.length === 0) return;
    const ratio = Math.max(...ratios);
    if (ratio < least) faults.add(`${name(control)}: ${what} has ${ratio.toFixed(2)}, ${least} is asked for`);
  }
  for (const control of controls) {
    if (!isShown(control)) continue;
    const texts = document.createTreeWalker(control, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const words = text.textContent?.trim() ?? '';
      const holder = text.parentElement;
      // Emoji bring their own colours.
      if (!holder || !/[\p{L}\p{N}]/u.test(words) || !isShown(holder)) continue;
      check(control, holder, [getComputedStyle(holder).color], state.text, `“${words.slice(0, 30)}”`);
    }
    for (const sign of control.querySelectorAll('svg')) {
      if (!isShown(sign)) continue;
      const paints = [...sign.querySelectorAll('path, circle, rect, line, polyline, polygon')].flatMap((shape) => {
        const { fill, stroke } = getComputedStyle(shape);
        return [fill, stroke].filter((paint) => paint !== 'none');
      });
      check(control, sign, paints, state.sign, 'a sign');
    }
    if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) {
      check(control, control, [getComputedStyle(control).color], state.text, 'what is typed');
      if (control.placeholder) {
        check(control, control, [getComputedStyle(control, '::placeholder').color], state.text, 'the placeholder');
      }
    }
  }
  for (const back of undo) back();
  return [...faults];
}

async function force(session: CDPSession, nodes: readonly number[], pseudo: readonly string[]): Promise<void> {
  const forcedPseudoClasses = [...pseudo];
  await Promise.all(nodes.map((nodeId) => session.send('CSS.forcePseudoState', { nodeId, forcedPseudoClasses })));
}

/** In the theme that is shown now. */
export async function expectReadableInEveryState(page: Page, what: string, frame: Page | Frame = page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
  const nodes = pressable(root as DomNode);
  for (const { name, pseudo, marks, off = false } of STATES) {
    await force(session, nodes, pseudo);
    const faults = await frame.evaluate(measure, { marks, off, selector: PRESSABLE, text: TEXT, sign: SIGN });
    expect.soft(faults, `${what}, ${name}`).toEqual([]);
  }
  await force(session, nodes, []);
  await session.detach();
}
