/** Keeps `data-theme` and the accent colour of the document in step with the option, the system and the site. */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Theme } from '../../bridge/messages';
import { accentColours } from '../../theme/accent';

export function followTheme(page: Window, theme: ReadonlySignal<Theme>, accent: ReadonlySignal<string | null>): void {
  const query = page.matchMedia('(prefers-color-scheme: dark)');
  const systemDark = signal(query.matches);
  query.addEventListener('change', () => {
    systemDark.value = query.matches;
  });
  effect(() => {
    const dark = theme.value === 'dark' || (theme.value === 'system' && systemDark.value);
    const root = page.document.documentElement;
    root.dataset.theme = dark ? 'dark' : 'light';
    const colours = accent.value === null ? null : accentColours(accent.value, dark);
    const tokens: [string, string | undefined][] = [
      ['--accent', colours?.accent],
      ['--on-accent', colours?.onAccent],
      ['--accent-text', colours?.accentText],
      ['--accent-tint', colours?.accentTint],
    ];
    // An empty one is removed.
    for (const [name, value] of tokens) root.style.setProperty(name, value ?? '');
  });
}
